"""Before a start in a public place: notice, briefing, signs, each recorded on a page of its own."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions.record_preparation import explain_late_notice, record_briefing, record_notice, record_signs
from overt.law.preparations import BRIEFED_ROLES, SIGNS_SAY, PreparationKind
from overt.records.models import Preparation, RoleGrant
from overt.web.apply.forms import SHORT, ReasonForm, words_field
from overt.web.gates import EVERYBODY, deployment_or_404, offered, page, person_of, roles_for
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.people import names_of
from overt.web.reasons import reason_page
from overt.web.words import PREPARED, role_words

MAY = roles_for("record_preparation")


class _DoneForm(GovukForm):
    """When something was done."""

    day = DatePartsField(
        label="Day it was done",
        help_text="For example, 27 3 2027.",
        error_messages={"required": "Enter the day it was done."},
    )
    at = forms.TimeField(
        label="Time it was done",
        help_text="24-hour clock, such as 14:30.",
        input_formats=["%H:%M"],
        widget=forms.TextInput(SHORT),
        error_messages={"required": "Enter the time it was done.", "invalid": "Enter a time such as 14:30."},
    )

    def done_at(self) -> datetime:
        """Return the moment, in the site's own time zone."""
        at: time = self.cleaned_data["at"]
        return datetime.combine(self.cleaned_data["day"], at, ZoneInfo(settings.TIME_ZONE))


class NoticeForm(_DoneForm):
    """Where the public was told in advance."""

    where = words_field(
        "Where notice is out", "Say where the notice is out.", "Web page, posts, posters: where, and how to reach you."
    )
    field_order = ("where", "day", "at")


class BriefingForm(_DoneForm):
    """What was briefed, and everybody who attended."""

    what = words_field("What was briefed", "Say what was briefed.", "Purpose, list, powers, engagement, leaflets.")
    people = forms.MultipleChoiceField(
        label="Who attended",
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Choose everybody who attended."},
    )
    field_order = ("what", "people", "day", "at")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = _people()


class SignsForm(_DoneForm):
    """Where the signs are, and that each says what it must (E-30)."""

    where = words_field("Where the signs are", "Say where the signs are.", "Before anybody comes into a camera’s zone.")
    says = forms.MultipleChoiceField(
        label="Every sign says",
        choices=list(SIGNS_SAY.items()),
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )
    field_order = ("where", "says", "day", "at")


@require_safe
@page(EVERYBODY)
def preparations(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show what is on record and what is missing before a start."""
    deployment = deployment_or_404(deployment_id)
    rows = list(Preparation.objects.filter(deployment=deployment).order_by("done_at", "recorded_at"))
    names = names_of({one.recorded_by for one in rows} | {one.person for one in rows if one.person})
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "done": [
            (PREPARED[PreparationKind(one.kind)], names.get(one.person, ""), names[one.recorded_by], one)
            for one in rows
        ],
        "may_record": offered(person_of(request), "record_preparation", deployment),
    }
    return render(request, "operate/preparations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MAY)
def notice(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Record where notice is out."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        NoticeForm(_posted(request)),
        lambda form: record_notice(
            person_of(request), deployment, where=form.cleaned_data["where"], done_at=form.done_at()
        ),
        done="The notice is recorded.",
        back="preparations",
        heading="Record the public notice",
        button="Record the notice",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(MAY)
def late(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Say why the public could not be told in advance."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        ReasonForm(_posted(request)),
        lambda form: explain_late_notice(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The reason is recorded.",
        back="preparations",
        heading="Explain a late notice",
        explanation="The public is told in advance unless that cannot be done. Say why it could not.",
        button="Record the reason",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(MAY)
def briefing(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Record a briefing with everybody who attended."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        BriefingForm(_posted(request)),
        lambda form: record_briefing(
            person_of(request),
            deployment,
            what=form.cleaned_data["what"],
            people=form.cleaned_data["people"],
            done_at=form.done_at(),
        ),
        done="The briefing is recorded.",
        back="preparations",
        heading="Record the briefing",
        explanation=f"Needed: whoever starts, and {', '.join(role_words(role) for role in BRIEFED_ROLES)}.",
        button="Record the briefing",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(MAY)
def signs(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Record the signs in place."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        SignsForm(_posted(request)),
        lambda form: record_signs(
            person_of(request),
            deployment,
            where=form.cleaned_data["where"],
            says=frozenset(form.cleaned_data["says"]),
            done_at=form.done_at(),
        ),
        done="The signs are recorded.",
        back="preparations",
        heading="Record the signs in place",
        button="Record the signs",
    )


def _posted(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _people() -> list[tuple[str, str]]:
    """Return everybody who holds a role now, with their roles, by name."""
    held: dict[str, list[str]] = {}
    grants = RoleGrant.objects.filter(ended_at=None, person__is_active=True).order_by("person__name", "role")
    named = dict(grants.values_list("person_id", "person__name"))
    for person, role in grants.values_list("person_id", "role"):
        held.setdefault(person, []).append(role_words(role))
    return [(person, f"{named[person]} ({', '.join(roles)})") for person, roles in held.items()]
