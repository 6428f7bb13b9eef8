"""One alert, looked at by one person: the pictures first, their own view, and only then the score (I-3).

The pictures are inside the page, so that no address of a face exists and one look is one entry in the ledger.
"""

from base64 import b64encode
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.assign_alert import assign_alert
from overt.actions.claim_alert import claim_alert
from overt.actions.record_factors import record_factors
from overt.actions.show_alert import show_alert
from overt.actions.values import CandidatePicture, ShownAlert
from overt.law import PERMISSIONS, Role
from overt.records.models import Alert, Person
from overt.records.queries.alerts import Stage, stage_of
from overt.records.queries.duty import on_duty_now
from overt.web.apply.picture_words import advice_words
from overt.web.context import keys_are_on
from overt.web.gates import done, once, page, person_of, roles_for, tap_of
from overt.web.operate.forms import FactorsForm, OwnViewForm
from overt.web.people import names_of
from overt.web.words import FACTORS, VIEWS

LOOKERS = roles_for("show_alert")
VIEWERS = roles_for("adjudicate")


@dataclass(frozen=True)
class LinedUp:
    """The probe beside one candidate, as addresses a page can hold, with what is known of the picture."""

    number: int
    candidate: str
    age: str
    child: bool
    advice: str


@dataclass(frozen=True)
class ViewButton:
    """One of the three buttons: its value, its words, what it does, its key."""

    value: str
    words: str
    does: str
    key: str


@require_safe
@page(LOOKERS)
def alert(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Show an alert; looking is recorded."""
    return show(request, get_object_or_404(Alert, pk=alert_id), OwnViewForm(), status=200)


@require_POST
@page(roles_for("claim_alert"))
def claim(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Claim an alert and show it."""
    row = get_object_or_404(Alert, pk=alert_id)
    claim_alert(person_of(request), row, tap=tap_of(request))
    return done(request, reverse("alert", args=[row.pk]))


@require_POST
@page(VIEWERS)
def give_view(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record the viewer's own view, once."""
    row = get_object_or_404(Alert, pk=alert_id)
    form = OwnViewForm(request.POST)
    by = person_of(request)
    if form.is_valid() and once(form, lambda: adjudicate(by, row, view=form.own_view(), tap=tap_of(request))):
        messages.success(request, "Your own view is recorded.")
        return done(request, reverse("alert", args=[row.pk]))
    return show(request, row, form, status=422)


@require_POST
@page(roles_for("assign_alert"))
def assign(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Send an alert to one more officer on duty."""
    row = get_object_or_404(Alert, pk=alert_id)
    assign_alert(person_of(request), row, officer=request.POST.get("officer", ""), tap=tap_of(request))
    messages.success(request, "The alert is sent.")
    return done(request, reverse("operate", args=[row.deployment_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_factors"))
def factors(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Ask what the viewer weighed; the pictures are not shown again for it."""
    row = get_object_or_404(Alert, pk=alert_id)
    form = FactorsForm(request.POST if request.method == "POST" else None)
    by = person_of(request)
    sound = form.is_bound and form.is_valid()
    if sound and once(form, lambda: record_factors(by, row, form.weighed(), tap=tap_of(request))):
        messages.success(request, "What you weighed is recorded.")
        return done(request, _desk(by, row))
    context = {
        "form": form,
        "alert": row,
        "deployment": row.deployment,
        "rehearsal": row.deployment.kind == "rehearsal",
        "groups": FACTORS,
        "back": _desk(by, row),
    }
    return render(request, "operate/factors.html", context, status=422 if form.is_bound else 200)


def show(request: HttpRequest, row: Alert, form: OwnViewForm, status: int) -> HttpResponse:
    """Draw the page of one alert for this person."""
    person = person_of(request)
    shown = show_alert(person, row)
    names = names_of({view.person for view in shown.views} | {row.claimed_by})
    turn = _role_of_the_view(person, row)
    context = {
        "form": form,
        "shown": shown,
        "deployment": row.deployment,
        "rehearsal": row.deployment.kind == "rehearsal",
        "probe": picture_address(shown.probe_jpeg),
        "candidates": [lined_up(number, one) for number, one in enumerate(shown.candidates, 1)],
        "views": [(names[view.person], view) for view in shown.views if view.person != person.pk],
        "may_give_view": shown.own_view is None and turn is not None,
        "buttons": _buttons(turn),
        "keys": keys_are_on(request),
        "factors_late": shown.factors_due_at is not None and shown.factors_due_at < site.now(),
        "may_engage": bool(PERMISSIONS["record_engagement"].roles & person.roles),
        "operates": _operates(person),
        **_sending(person, row, shown),
    }
    return render(request, "operate/alert.html", context, status=status)


def picture_address(jpeg: bytes) -> str:
    """Return a picture as an address that needs no second request and stays in no cache."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"


def _role_of_the_view(person: Person, row: Alert) -> Role | None:
    """Return in which role this person's view would be given now, if any."""
    roles, operator_has = person.roles, row.views.filter(role=Role.OPERATOR.value).exists()
    if Role.OPERATOR in roles and not operator_has:
        return Role.OPERATOR
    return Role.ENGAGEMENT_OFFICER if Role.ENGAGEMENT_OFFICER in roles and operator_has else None


def _buttons(turn: Role | None) -> list[ViewButton]:
    does = {"same": "", "not_the_same": "", "cannot_tell": ""}
    if turn is Role.OPERATOR:
        does = {"same": "Send to officers", "not_the_same": "Reject", "cannot_tell": "Send to be checked"}
    return [ViewButton(value, VIEWS[value], does[value], str(key)) for key, value in enumerate(VIEWS, 1)]


def _sending(person: Person, row: Alert, shown: ShownAlert) -> dict[str, object]:
    """Say to whom the alert went, to those who may send it and have given their view or never give one."""
    if not roles_for("assign_alert") & person.roles or (Role.OPERATOR in person.roles and not shown.own_view):
        return {}
    sent = set(row.assignments.values_list("officer", flat=True))
    here = [one.person for one in on_duty_now(row.deployment_id, site.now()) if one.role is Role.ENGAGEMENT_OFFICER]
    names = names_of(sent | set(here))
    return {
        "sent_to": sorted(names[one] for one in sent),
        "unsent": stage_of(row) is Stage.UNSENT,
        "officers": [(one, names[one]) for one in here if one not in sent],
    }


def lined_up(number: int, one: CandidatePicture) -> LinedUp:
    """Return one candidate as the page draws it beside the probe."""
    age = "Date not stated" if one.years is None else f"In its {_ordinal(one.years)} year"
    return LinedUp(number, picture_address(one.jpeg), age, one.child, advice_words(one.advice))


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"
    return f"{number}{ending}"


def _desk(person: Person, row: Alert) -> str:
    return reverse("operate" if _operates(person) else "engagements", args=[row.deployment_id])


def _operates(person: Person) -> bool:
    return bool(roles_for("start", "propose_resume", "resume") & person.roles)
