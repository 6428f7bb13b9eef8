"""Forms of an audit: its period and size, what was found of one act, the summary that is published."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from overt.actions.commit_to_audit import MOST_WANTED
from overt.records.models import AuditOutcome
from overt.web.apply.forms import words_field
from overt.web.govuk import GovukForm


def _day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=["%d/%m/%Y", "%d %m %Y", "%Y-%m-%d"],
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
        error_messages={
            "required": f"Enter the {label.lower()}.",
            "invalid": "Enter a date such as 27/3/2027.",
        },
    )


class AuditForm(GovukForm):
    """Which acts are sampled, and how many."""

    first = _day("First day", "For example 27/3/2027.")
    last = _day("Last day", "It has to be over.")
    wanted = forms.IntegerField(
        label="How many of each kind?",
        help_text="So many alerts, so many views, so many authorities; all, where there are fewer.",
        min_value=1,
        max_value=MOST_WANTED,
        widget=forms.TextInput({"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many.",
            "invalid": "Enter a whole number.",
            "min_value": f"Draw between 1 and {MOST_WANTED} of each kind.",
            "max_value": f"Draw between 1 and {MOST_WANTED} of each kind.",
        },
    )
    dice = forms.CharField(
        label="Your own seed (optional)",
        help_text="Throws of a die, or words of your choice. Without them the seed is made at random.",
        required=False,
        max_length=200,
    )

    def asked(self) -> dict[str, Any]:
        """Return what was asked, days as moments."""
        given = self.cleaned_data
        return {
            "since": _begin(given["first"]),
            "until": _begin(given["last"] + timedelta(days=1)),
            "wanted": given["wanted"],
            "dice": given["dice"],
        }


class FindingForm(GovukForm):
    """What was found of one act."""

    outcome = forms.ChoiceField(
        label="Was it in order?",
        choices=AuditOutcome.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what you found."},
    )
    findings = words_field("What you found", "Say what you found.", "Do not name a member of the public.")


class SummaryForm(GovukForm):
    """What the public reads."""

    summary = words_field("Summary", "Write the summary.", "What was looked at, what was found, what changes.", 5000)


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
