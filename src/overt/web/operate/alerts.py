"""One alert, looked at by one person: the pictures first, their own view, and only then the score (I-3).

The pictures are inside the page, so that no address of a face exists and one look is one entry in the ledger.
"""

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
from overt.actions.values import ShownAlert
from overt.law import PERMISSIONS, Role
from overt.records.models import Alert, KnownNegative, Person
from overt.records.queries.alerts import Stage, stage_of
from overt.records.queries.duty import on_duty_now
from overt.web.context import keys_are_on
from overt.web.gates import done, once, page, person_of, roles_for, tap_of
from overt.web.operate.forms import FactorsForm, OwnViewForm
from overt.web.operate.negatives import claim_known, judge_known, show_known
from overt.web.operate.seen import buttons_for, lined_up, operates, picture_address
from overt.web.people import names_of
from overt.web.words import FACTORS

LOOKERS = roles_for("show_alert")
VIEWERS = roles_for("adjudicate")


@require_safe
@page(LOOKERS)
def alert(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Show an alert; looking is recorded."""
    if (known := KnownNegative.objects.filter(pk=alert_id).first()) is not None:
        return show_known(request, known, OwnViewForm())
    return show(request, get_object_or_404(Alert, pk=alert_id), OwnViewForm(), status=200)


@require_POST
@page(roles_for("claim_alert"))
def claim(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Claim an alert and show it."""
    if (known := KnownNegative.objects.filter(pk=alert_id).first()) is not None:
        return claim_known(request, known)
    row = get_object_or_404(Alert, pk=alert_id)
    claim_alert(person_of(request), row, tap=tap_of(request))
    return done(request, reverse("alert", args=[row.pk]))


@require_POST
@page(VIEWERS)
def give_view(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record the viewer's own view, once."""
    if (known := KnownNegative.objects.filter(pk=alert_id).first()) is not None:
        return judge_known(request, known)
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
        "buttons": buttons_for(turn),
        "keys": keys_are_on(request),
        "factors_late": shown.factors_due_at is not None and shown.factors_due_at < site.now(),
        "may_engage": bool(PERMISSIONS["record_engagement"].roles & person.roles),
        "operates": operates(person),
        **_sending(person, row, shown),
    }
    return render(request, "operate/alert.html", context, status=status)


def _role_of_the_view(person: Person, row: Alert) -> Role | None:
    """Return in which role this person's view would be given now, if any."""
    roles, operator_has = person.roles, row.views.filter(role=Role.OPERATOR.value).exists()
    if Role.OPERATOR in roles and not operator_has:
        return Role.OPERATOR
    return Role.ENGAGEMENT_OFFICER if Role.ENGAGEMENT_OFFICER in roles and operator_has else None


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


def _desk(person: Person, row: Alert) -> str:
    return reverse("operate" if operates(person) else "engagements", args=[row.deployment_id])
