"""A date asked for as day, month and year in three boxes, as the design system does; it refuses half a date."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")


class DateParts(forms.MultiWidget):
    """Three number boxes; the field template draws them as a date-input component."""

    def __init__(self) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS})

    def decompress(self, value: date | None) -> list[str]:
        """Return day, month and year as the boxes show them."""
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first box, where an error link should land."""
        return f"{id_}_0" if id_ else id_


class DatePartsField(forms.Field):
    """A real calendar date from three boxes."""

    widget = DateParts

    def to_python(self, value: object) -> date | None:
        """Return the date, or None when every box is empty; raise ValidationError for anything in between."""
        boxes = [str(box or "").strip() for box in value] if isinstance(value, list | tuple) else ["", "", ""]
        if not any(boxes):
            return None
        try:
            day, month, year = (int(box) for box in boxes)
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError("Enter a real date, for example 27 3 2027.", code="invalid") from error

    def has_changed(self, initial: object, data: object) -> bool:
        """Return whether the boxes differ from the first value shown."""
        return self.to_python(data) != initial


def boxes(field_id: str, name: str, values: object, *, wrong: bool) -> list[Mapping[str, object]]:
    """Return the date-input component's items for a bound field's boxes."""
    shown = values if isinstance(values, list | tuple) else DateParts().decompress(_as_date(values))
    outline = " govuk-input--error" if wrong else ""
    return [
        {
            "id": f"{field_id}_{index}",
            "name": f"{name}_{part}",
            "label": part.capitalize(),
            "value": value or "",
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{outline}",
        }
        for index, (part, value) in enumerate(zip(PARTS, shown, strict=True))
    ]


def _as_date(value: object) -> date | None:
    return value if isinstance(value, date) else None
