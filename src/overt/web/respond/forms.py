"""What an Engagement Officer records: that somebody was spoken to, and what came of it."""

from django import forms

from overt.actions.values import Disposal, Identity
from overt.web.govuk import GovukForm
from overt.web.words import DISPOSALS, IDENTITIES


class EngagementForm(GovukForm):
    """Somebody was spoken to; before both own views are recorded, only with the emergency's reason."""

    reason_before_recorded = forms.CharField(
        label="Why you engaged before both views were recorded",
        help_text="Leave empty unless it was an emergency.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(),
    )


class OutcomeForm(GovukForm):
    """What came of an engagement."""

    identity = forms.ChoiceField(
        label="Who was it?",
        choices=list(IDENTITIES.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose who it was."},
    )
    disposal = forms.ChoiceField(
        label="What was done?",
        choices=list(DISPOSALS.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what was done."},
    )
    note = forms.CharField(
        label="Under which power",
        help_text="Needed for anything but no action: an alert is no power. Kept sealed.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(),
    )

    def who(self) -> Identity:
        """Return who it was."""
        chosen: Identity = self.cleaned_data["identity"]
        return chosen

    def done(self) -> Disposal:
        """Return what was done."""
        chosen: Disposal = self.cleaned_data["disposal"]
        return chosen
