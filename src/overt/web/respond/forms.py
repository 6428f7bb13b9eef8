"""What an Engagement Officer records: that somebody was spoken to, and what came of it."""

from collections.abc import Mapping

from django import forms

from overt.actions.engagement_values import COUNTED, EngagementRecord, Ground, Step
from overt.actions.values import Disposal, Identity
from overt.web.govuk import GovukForm
from overt.web.words import (
    DISPOSALS,
    ENGAGE_GROUNDS,
    FORCE,
    IDENTITIES,
    LEAVE_GROUNDS,
    OFFICER_ETHNICITY,
    OWN_ETHNICITY,
    PRESENTATION,
    SAID,
)


class EngagementForm(GovukForm):
    """Somebody was spoken to; before both own views are recorded, only with the emergency's reason."""

    reason_before_recorded = forms.CharField(
        label="Why you engaged before both views were recorded",
        help_text="Leave empty unless it was an emergency.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(),
    )


class DecisionForm(GovukForm):
    """Whether an officer engages, on a ground of the closed list."""

    ground = forms.ChoiceField(
        label="Will you engage?",
        choices=[
            *((code, f"Yes. {said}") for code, said in ENGAGE_GROUNDS.items()),
            *((code, f"No. {said}") for code, said in LEAVE_GROUNDS.items()),
        ],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose whether you engage, and why."},
    )
    note = forms.CharField(label="More words, if any", required=False, max_length=1000, widget=forms.Textarea())

    @property
    def engages(self) -> bool:
        """Return whether the ground chosen is one for engaging."""
        return self.cleaned_data["ground"] in ENGAGE_GROUNDS

    def chosen(self) -> Ground:
        """Return the ground as the action takes it."""
        ground: Ground = self.cleaned_data["ground"]
        return ground


def asked(label: str, choices: Mapping[str, str], help_text: str = "") -> forms.ChoiceField:
    """Return a question that may be left open."""
    return forms.ChoiceField(
        label=label, choices=list(choices.items()), required=False, widget=forms.Select(), help_text=help_text
    )


def words(label: str, help_text: str = "") -> forms.CharField:
    """Return a line of words that may be left empty."""
    return forms.CharField(label=label, required=False, max_length=500, help_text=help_text)


class OutcomeForm(GovukForm):
    """What came of an engagement. Only who it was and what was done must be answered."""

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
    power_stop = words("Power for stopping the person")
    power_search = words("Power for a search")
    power_force = words("Power for force or handcuffs")
    power_other = words("Power for any other step")
    force = asked("Force or handcuffs used", FORCE)
    minutes = forms.IntegerField(
        label="How many minutes it lasted", required=False, min_value=0, max_value=1440, widget=forms.TextInput()
    )
    interpreter = asked("Interpreter used", SAID)
    leaflet = asked("Leaflet offered", SAID)
    head_covering = asked("Asked to remove a head covering", SAID)
    dignity = words("How dignity was kept", "Needed if a head covering was to be removed.")
    complaint = asked("Complaint made", SAID)
    officer_ethnicity = asked("Ethnicity as you saw it", OFFICER_ETHNICITY, "May be left out.")
    own_ethnicity = asked("Ethnicity in the person’s own words", OWN_ETHNICITY, "Nobody has to say.")
    presentation = asked(
        "How the person appeared", PRESENTATION, "Neither biological nor legal gender. May be left out."
    )

    def who(self) -> Identity:
        """Return who it was."""
        chosen: Identity = self.cleaned_data["identity"]
        return chosen

    def done(self) -> Disposal:
        """Return what was done."""
        chosen: Disposal = self.cleaned_data["disposal"]
        return chosen

    def record(self) -> EngagementRecord:
        """Return everything else that was answered."""
        said = self.cleaned_data
        steps: tuple[Step, ...] = ("stop", "search", "force", "other")
        powers: dict[Step, str] = {step: said[f"power_{step}"] for step in steps if said[f"power_{step}"].strip()}
        return EngagementRecord(powers=powers, **{name: said[name] for name in (*COUNTED, "minutes", "dignity")})
