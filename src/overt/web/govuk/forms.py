"""Forms that draw themselves as GOV.UK-style components; they refuse client-side validation (`novalidate`)."""

from collections.abc import Callable, Mapping

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString

from overt.web.govuk.dates import DateParts, boxes
from overt.web.govuk.macros import component

Params = dict[str, object]


class GovukRenderer(TemplatesSetting):
    """Draws a form as an error summary followed by one component a field."""

    form_template_name = "govuk/form.html"


class GovukForm(forms.Form):
    """Base of every form on the site."""

    default_renderer = GovukRenderer
    template_name = "govuk/form.html"
    use_required_attribute = False


def field_markup(field: BoundField) -> SafeString:
    """Return a bound field as its component."""
    widget = field.field.widget
    for kind, draw in _DRAWN.items():
        if isinstance(widget, kind):
            return draw(field)
    raise LookupError(f"No component draws {type(widget).__name__}.")


def error_list(form: forms.BaseForm) -> list[Mapping[str, str]]:
    """Return the error summary's items, each a link to the box it is about."""
    items: list[Mapping[str, str]] = []
    for name, errors in form.errors.items():
        target = "" if name == NON_FIELD_ERRORS else _first_id(form[name])
        items += [{"text": str(error), **({"href": f"#{target}"} if target else {})} for error in errors]
    return items


def _first_id(field: BoundField) -> str:
    return f"{field.auto_id}_0" if isinstance(field.field.widget, DateParts) else str(field.auto_id)


def _base(field: BoundField) -> Params:
    heading = _is_heading(field)
    label: Params = {"text": field.label, "classes": "govuk-label--l" if heading else "govuk-label--s"}
    label |= {"isPageHeading": heading}
    params: Params = {"id": field.auto_id, "name": field.html_name, "label": label}
    if field.help_text:
        params["hint"] = {"text": field.help_text}
    if field.errors:
        params["errorMessage"] = {"text": " ".join(str(error) for error in field.errors)}
    attributes = {key: value for key, value in field.field.widget.attrs.items() if key != "class"}
    return params | {"classes": field.field.widget.attrs.get("class", ""), "attributes": attributes}


def _legend(field: BoundField) -> Params:
    heading = _is_heading(field)
    classes = "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"
    return {"fieldset": {"legend": {"text": field.label, "classes": classes, "isPageHeading": heading}}}


def _is_heading(field: BoundField) -> bool:
    """Return whether the field's question is the page's heading: so on a page that asks one thing."""
    return bool(getattr(field.field, "is_page_heading", False))


def _input(field: BoundField) -> SafeString:
    return component("input", _base(field) | {"value": _text(field), "type": "text"})


def _password(field: BoundField) -> SafeString:
    return component("password-input", _base(field))


def _textarea(field: BoundField) -> SafeString:
    return component("textarea", _base(field) | {"value": _text(field), "rows": 4})


def _file(field: BoundField) -> SafeString:
    return component("file-upload", _base(field) | {"multiple": bool(field.field.widget.attrs.get("multiple"))})


def _choices(field: BoundField, *, key: str) -> list[Params]:
    value = field.value()
    chosen = {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
    hints: Mapping[str, str] = getattr(field.field, "choice_hints", {})
    return [
        {"value": str(code), "text": str(words), key: str(code) in chosen}
        | ({"hint": {"text": hints[str(code)]}} if str(code) in hints else {})
        for code, words in _pairs(field)
    ]


def _pairs(field: BoundField) -> list[tuple[object, object]]:
    choices = getattr(field.field, "choices", [])
    return [(code, words) for code, words in choices]


def _radios(field: BoundField) -> SafeString:
    items = _choices(field, key="checked")
    return component("radios", _base(field) | _legend(field) | {"idPrefix": field.auto_id, "items": items})


def _checkboxes(field: BoundField) -> SafeString:
    items = _choices(field, key="checked")
    return component("checkboxes", _base(field) | _legend(field) | {"idPrefix": field.auto_id, "items": items})


def _select(field: BoundField) -> SafeString:
    return component("select", _base(field) | {"items": _choices(field, key="selected")})


def _date(field: BoundField) -> SafeString:
    items = boxes(str(field.auto_id), field.html_name, field.value(), wrong=bool(field.errors))
    return component("date-input", _base(field) | _legend(field) | {"items": items})


def _hidden(field: BoundField) -> SafeString:
    markup = '<input type="hidden" name="{}" id="{}" value="{}">'
    return format_html(markup, field.html_name, field.auto_id, _text(field))


def _text(field: BoundField) -> str:
    value = field.value()
    return "" if value is None else str(value)


# Order matters: a radio group is also a select, a password box is also an input.
_DRAWN: Mapping[type[forms.Widget], Callable[[BoundField], SafeString]] = {
    forms.HiddenInput: _hidden,
    DateParts: _date,
    forms.CheckboxSelectMultiple: _checkboxes,
    forms.RadioSelect: _radios,
    forms.Select: _select,
    forms.FileInput: _file,
    forms.PasswordInput: _password,
    forms.Textarea: _textarea,
    forms.TextInput: _input,
}
