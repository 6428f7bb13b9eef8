"""Forms on the operator's pages: an own view of an alert, and the reasons for halting, resuming and closing."""

from typing import Final

from django import forms

from overt.actions.values import View
from overt.web.govuk import GovukForm
from overt.web.words import VIEWS

HALT_REASONS: Final = {
    "stop_now": "Stop now, reason to follow",
    "wrong_alerts": "The alerts look wrong",
    "camera": "A camera or its view is wrong",
    "crowd": "The crowd or the place has changed",
    "ordered": "A commander ordered it",
}


class OwnViewForm(GovukForm):
    """What the viewer sees in the two pictures, before anything else is shown."""

    view = forms.ChoiceField(
        label="Do the pictures show the same person?",
        choices=list(VIEWS.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what you see. If you are not sure, choose “Cannot tell”."},
    )

    def own_view(self) -> View:
        """Return the view as the action takes it."""
        chosen: View = self.cleaned_data["view"]
        return chosen


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
