"""The decision's forms: the officer's words and conditions, approvals, reviews, signatures."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings

from overt.actions.values import FourTests, FurtherDecisions
from overt.law.stipulations import ENFORCED, Stipulation, StipulationKind
from overt.records.models import Deployment
from overt.web.apply.forms import SHORT, words_field
from overt.web.govuk import DatePartsField, GovukForm


class DecisionForm(GovukForm):
    """The four tests of an authority (M-23), the criteria (E-91), advice asked for, and the officer's conditions.

    `urgent` adds why it cannot wait. What is asked depends on the deployment: a rehearsal targets nobody, and advice is
    answered only where it was asked for.
    """

    proportionality = words_field(
        "Proportionality",
        "Say why this is proportionate.",
        "Why the intrusion is not more than the aim is worth, and why nothing less would do.",
    )
    legality = words_field("Legality", "Say which law and policy this rests on.", "Which law and policy this rests on.")
    accountability = words_field(
        "Accountability", "Say who answers for it.", "Who answers for it, and how the public will know."
    )
    necessity = words_field("Necessity", "Say why this is necessary.", "Why it is needed here, now and for this list.")
    criteria = words_field(
        "Criteria that target nobody",
        "Say why the criteria target no individual and no group.",
        "Decided on separately: why the way this place, time and list were chosen singles out no one and no group.",
    )
    on_advice = words_field(
        "Your answer to the oversight group",
        "Answer the advice, or say why you do not wait for it.",
        "Answer its advice and any dissent. If it has not come yet: why the decision does not wait.",
    )
    urgency = words_field(
        "Why it cannot wait",
        "Say why it cannot wait for an Authorising Officer.",
        "An Authorising Officer reads this before confirming.",
    )
    ends_on = DatePartsField(label="Ends no later than: day", help_text="Leave empty for no condition.", required=False)
    ends_at = forms.TimeField(
        label="Ends no later than: time",
        help_text="24-hour clock, such as 16:30.",
        input_formats=["%H:%M"],
        widget=forms.TextInput(SHORT),
        required=False,
        error_messages={"invalid": "Enter a time such as 16:30."},
    )
    cameras = forms.MultipleChoiceField(
        label="Only these cameras",
        help_text="Choose none to leave all of them in.",
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )
    threshold = forms.CharField(
        label="Threshold no lower than",
        help_text="On the engine’s scale. It becomes the threshold that is used.",
        max_length=16,
        widget=forms.TextInput(SHORT),
        required=False,
    )
    entries = forms.CharField(
        label="At most so many entries", max_length=9, widget=forms.TextInput(SHORT), required=False
    )
    false_alerts = forms.CharField(
        label="Close after so many false alerts",
        help_text="The software closes the deployment when this many alerts were judged false.",
        max_length=9,
        widget=forms.TextInput(SHORT),
        required=False,
    )
    people = forms.CharField(
        label="Conditions people keep",
        help_text="One on each line. Nothing enforces them: they are shown to everybody on duty.",
        max_length=4000,
        widget=forms.Textarea(),
        required=False,
    )

    def __init__(
        self,
        deployment: Deployment,
        data: Mapping[str, object] | None = None,
        *,
        advice_was_asked: bool = False,
        urgent: bool = False,
    ) -> None:
        super().__init__(data)
        cameras = self.fields["cameras"]
        assert isinstance(cameras, forms.MultipleChoiceField)
        cameras.choices = [(name, name) for name in deployment.cameras.order_by("name").values_list("name", flat=True)]
        if deployment.kind == "rehearsal":
            del self.fields["criteria"]
        if not advice_was_asked:
            del self.fields["on_advice"]
        if not urgent:
            del self.fields["urgency"]

    def clean(self) -> None:
        """Hold day and time of the latest end together."""
        super().clean()
        if bool(self.cleaned_data.get("ends_on")) != bool(self.cleaned_data.get("ends_at")) and not self.errors:
            self.add_error("ends_at", "Enter the latest end’s day and its time, or neither.")

    def tests(self) -> FourTests:
        """Return the answers to the four tests."""
        given = self.cleaned_data
        return FourTests(given["proportionality"], given["legality"], given["accountability"], given["necessity"])

    def further(self) -> FurtherDecisions:
        """Return what else was decided."""
        given = self.cleaned_data
        return FurtherDecisions(given.get("criteria", ""), given.get("on_advice", ""), tuple(self._conditions()))

    def _conditions(self) -> list[Stipulation]:
        given = self.cleaned_data
        said = {
            StipulationKind.ENDS_BY: self._end(),
            StipulationKind.ONLY_CAMERAS: "\n".join(given["cameras"]),
            StipulationKind.THRESHOLD_AT_LEAST: given["threshold"].strip(),
            StipulationKind.ENTRIES_AT_MOST: given["entries"].strip(),
            StipulationKind.CLOSE_AFTER_FALSE_ALERTS: given["false_alerts"].strip(),
        }
        kept_by_people = [line.strip() for line in given["people"].splitlines() if line.strip()]
        return [Stipulation(kind, said[kind]) for kind in ENFORCED if said[kind]] + [
            Stipulation(StipulationKind.PEOPLE, line) for line in kept_by_people
        ]

    def _end(self) -> str:
        day, at = self.cleaned_data["ends_on"], self.cleaned_data["ends_at"]
        if not day or not isinstance(at, time):
            return ""
        return datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE)).isoformat()


class ApprovalForm(GovukForm):
    """An officer's own words on one entry that may be of somebody under 18 (E-93)."""

    words = words_field(
        "Why this person, at this age",
        "Say in your own words why this person is on the list at that age.",
        "Your words are sealed and end with the deployment’s alerts. Write no name.",
        longest=2000,
    )


class AskForm(GovukForm):
    """What the oversight group is asked, and what it may not read."""

    question = words_field("What you ask the group", "Say what you ask the oversight group.")
    withheld = forms.MultipleChoiceField(
        label="Withhold from the group",
        help_text="Identities and the intelligence case are never shown to it.",
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )

    def __init__(self, parts: Mapping[str, str], data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        field = self.fields["withheld"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(parts.items())


class AdviceForm(GovukForm):
    """An overseer's advice, and dissent within the group."""

    words = words_field("Your advice", "Say what you advise.")
    dissent = forms.CharField(
        label="Dissent",
        help_text="What was not agreed within the group. Leave empty if nobody dissented.",
        max_length=2000,
        widget=forms.Textarea(),
        required=False,
    )


class AuthorityReviewForm(GovukForm):
    """A review of an authority in force: does it stand, and why."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[("stands", "The authority stands"), ("ends", "The authority ends now")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose whether the authority stands or ends."},
    )
    words = words_field("Why", "Say why it stands, or why it ends.")


class SuitabilityForm(GovukForm):
    """The technical lead's own words (M-06, M-18, M-19)."""

    statement = words_field(
        "Why it is technically suitable",
        "Say why it is technically suitable.",
        "Engine and version, cameras and light, threshold and list size, and how a trial will be evaluated.",
    )


class SpaceForm(GovukForm):
    """A second person's word that a live rehearsal's space is controlled and its signs are up."""

    statement = words_field(
        "How the space is controlled", "Say how the space is controlled.", "Who can walk in, and who keeps others out."
    )
    signs = words_field("Signs", "Say where the signs are.", "Where the signs are, and what they say.")
