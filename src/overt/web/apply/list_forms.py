"""Forms about the list: everything said of a sought person, a whole list as one file, and a disclosure."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings

from overt.actions.disclose_picture import Disclosing
from overt.actions.entry_values import ImageNote, Particulars
from overt.law.listing import AgeBand
from overt.web.apply.forms import SHORT, EntryForm, words_field
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.words import AGE_BANDS

LARGEST_LIST_MB = 40


def _line(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=200, error_messages={"required": missing})


class SubjectForm(EntryForm):
    """One sought person, with everything the law asks to be said; the law decides what may be left out."""

    owning_force = _line("Owning force", "Enter the force whose person this is.")
    age_band = forms.ChoiceField(
        label="Age on the day of the deployment",
        choices=list(AGE_BANDS.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose the age."},
    )
    has_disability = forms.ChoiceField(
        label="Is a disability known?",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Say whether a disability is known."},
    )
    disability_reason = forms.CharField(
        label="If so, why this person is listed all the same",
        required=False,
        max_length=1000,
        widget=forms.Textarea(),
    )
    image_source = _line("Where the pictures come from", "Enter where the pictures come from.", "For example, custody.")
    lawful_ground = _line("Lawful ground of holding the pictures", "Enter the lawful ground of holding the pictures.")
    image_date = DatePartsField(
        label="Day the pictures were taken",
        help_text="For example, 27 3 2025. Pictures of several days go into one list file.",
        error_messages={"required": "Enter the day the pictures were taken."},
    )
    age_at_capture = forms.IntegerField(
        label="Age in the pictures, in whole years",
        help_text="Needed for somebody under 18.",
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.TextInput(SHORT | {"inputmode": "numeric"}),
        error_messages={"invalid": "Enter a whole number of years."},
    )
    expires_on = DatePartsField(
        label="Last day on which this entry may be used", help_text="Leave empty when it has none.", required=False
    )
    notes = forms.CharField(label="Notes", required=False, max_length=2000, widget=forms.Textarea())

    def entry(self) -> dict[str, Any]:
        """Return what `add_to_watchlist` takes."""
        given = self.cleaned_data
        note = ImageNote(given["image_source"], given["lawful_ground"], given["image_date"], given["age_at_capture"])
        return super().entry() | {
            "particulars": Particulars(
                owning_force=given["owning_force"],
                age_band=AgeBand(given["age_band"]),
                has_disability=given["has_disability"] == "yes",
                disability_reason=given["disability_reason"],
                notes=given["notes"],
                expires_on=given["expires_on"],
            ),
            "images": [note] * len(given["pictures"]),
        }


class UploadForm(GovukForm):
    """A whole list as one ZIP archive; what is inside is for the enrolment service to judge."""

    archive = forms.FileField(
        label="ZIP archive",
        help_text=f"watchlist.csv and the pictures it names, {LARGEST_LIST_MB} MB at most.",
        widget=forms.FileInput({"accept": ".zip,application/zip"}),
        error_messages={"required": "Choose a ZIP archive.", "empty": "The file is empty."},
    )

    def content(self) -> bytes:
        """Return the file's bytes."""
        return bytes(self.cleaned_data["archive"].read())

    def clean_archive(self) -> object:
        """Refuse a file that is larger than the page takes."""
        file = self.cleaned_data["archive"]
        if file.size > LARGEST_LIST_MB * 2**20:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_LIST_MB} MB. Ask the technical lead to import it on the server."
            )
        return file


class ReviewForm(GovukForm):
    """What no model here measures: whether something hides part of the face."""

    face_occluded = forms.ChoiceField(
        label="Does anything hide part of the face in a picture?",
        help_text="Dark glasses, a mask, hair, a hand, another person. No engine here can tell and this page shows no"
        " picture: look where the pictures are held.",
        choices=[("no", "No, the whole face is seen"), ("yes", "Yes, part of it is hidden")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Say whether anything hides part of the face."},
    )


class DisclosureForm(GovukForm):
    """Who gets a picture, on what basis, for what and until when."""

    recipient = _line("Recipient", "Enter who receives the picture.", "The force or body, and the officer there.")
    basis = words_field("Lawful basis", "Enter the lawful basis.", longest=1000)
    purpose = words_field("Purpose", "Say what the recipient needs the picture for.", longest=1000)
    expires_on = DatePartsField(
        label="Last day on which the recipient may keep it",
        help_text="For example, 27 3 2027.",
        error_messages={"required": "Enter the last day on which the recipient may keep it."},
    )

    def told(self) -> Disclosing:
        """Return the disclosure as the action takes it: it ends with the day given."""
        given = self.cleaned_data
        ends = datetime.combine(given["expires_on"], time(23, 59, 59), ZoneInfo(settings.TIME_ZONE))
        return Disclosing(given["recipient"], given["basis"], given["purpose"], ends)
