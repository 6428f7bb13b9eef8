"""Forms on the operator's pages: an own view of an alert, and the reasons for halting, resuming and closing."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from overt.actions.engagement_values import Factors
from overt.actions.values import View
from overt.web.govuk import GovukForm
from overt.web.words import CHARACTERISTICS, FACTORS, VIEWS

HALT_REASONS: Final = {
    "stop_now": "Stop now, reason to follow",
    "wrong_alerts": "The alerts look wrong",
    "camera": "A camera or its view is wrong",
    "crowd": "The crowd or the place has changed",
    "ordered": "A commander ordered it",
}


class OwnViewForm(GovukForm):
    """What the viewer sees in the two pictures, before anything else is shown: one press of one of three buttons."""

    view = forms.ChoiceField(
        label="Do the pictures show the same person?",
        choices=list(VIEWS.items()),
        widget=forms.HiddenInput(),
        error_messages={"required": "Choose what you see. If you are not sure, choose “Cannot tell”."},
    )

    def own_view(self) -> View:
        """Return the view as the action takes it."""
        chosen: View = self.cleaned_data["view"]
        return chosen


class FactorsForm(GovukForm):
    """What somebody weighed, asked after their view; none is an answer too."""

    factors = forms.MultipleChoiceField(
        label="What made the faces easier or harder to compare?",
        choices=[(code, words) for group in FACTORS.values() for code, words in group.items()],
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )
    played_a_part = forms.ChoiceField(
        label="Did age, sex, apparent gender presentation, religion, race or disability play a part in this alert?",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Say whether one of these played a part."},
    )
    characteristics = forms.MultipleChoiceField(
        label="If yes, which?",
        choices=list(CHARACTERISTICS.items()),
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )
    note = forms.CharField(label="More words, if any", required=False, max_length=500, widget=forms.Textarea())

    def clean(self) -> dict[str, object]:
        """Ask which, when one played a part, and take no list when none did."""
        said = super().clean() or {}
        if said.get("played_a_part") == "yes" and not said.get("characteristics"):
            self.add_error("characteristics", "Choose which played a part.")
        if said.get("played_a_part") == "no" and said.get("characteristics"):
            self.add_error("played_a_part", "You chose one below: say yes, or choose none.")
        return said

    def weighed(self) -> Factors:
        """Return the answers as the action takes them."""
        said = self.cleaned_data
        return Factors(frozenset(said["factors"]), frozenset(said["characteristics"]), said["note"])


class PostForm(GovukForm):
    """Which cameras' alerts reach an officer; none chosen means all."""

    cameras = forms.MultipleChoiceField(
        label="Cameras whose alerts reach this officer",
        help_text="None chosen means every camera.",
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )

    def __init__(self, cameras: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cameras"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in cameras]


class NoteForm(GovukForm):
    """What to tell the next operator; it is kept, so nobody on the list is named in it."""

    note = forms.CharField(
        label="What the next person has to know",
        help_text="About cameras, light and crowd. Do not name anybody.",
        required=False,
        max_length=500,
        widget=forms.Textarea(),
    )


class CloseForm(GovukForm):
    """Closing is for good, so it is asked once more; words may be added."""

    reason = forms.CharField(label="Remarks, if any", required=False, max_length=1000, widget=forms.Textarea())


class HaltForm(GovukForm):
    """Halting is one press: a reason is chosen already, and words may be added."""

    because = forms.ChoiceField(label="Reason", choices=list(HALT_REASONS.items()), initial="stop_now")
    note = forms.CharField(label="More words, if there is time", required=False, max_length=500)

    def reason(self) -> str:
        """Return the reason as it is recorded."""
        chosen = HALT_REASONS[self.cleaned_data["because"]]
        note = self.cleaned_data["note"].strip()
        return f"{chosen}: {note}" if note else chosen
