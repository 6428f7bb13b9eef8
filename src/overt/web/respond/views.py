"""Views of the Engagement Officer; the pictures are on the alert's own page, these record what happened."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from overt.actions.decide_engagement import decide_engagement
from overt.actions.record_engagement import record_engagement
from overt.actions.record_outcome import record_outcome
from overt.law import Role
from overt.records.models import Alert, AlertState, Deployment, Duty, EngagementDecision, Outcome, Person
from overt.records.queries.alerts import AlertLine, alerts_sent_to, factors_owed
from overt.web.gates import deployment_or_404, done, once, page, person_of, roles_for, tap_of
from overt.web.operate.seeded import marks_passages
from overt.web.operate.stream import newest_index
from overt.web.respond.forms import DecisionForm, EngagementForm, OutcomeForm

OFFICERS = roles_for("record_engagement")


@require_safe
@page(OFFICERS)
def engagements(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """List the deployment's alerts, newest first; script keeps the list fresh."""
    index = newest_index()
    return render(request, "respond/engagements.html", _listed(request, deployment_id) | {"index": index})


@require_safe
@page(OFFICERS)
def list_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the list alone."""
    return render(request, "respond/list.html", _listed(request, deployment_id))


@require_safe
@page(OFFICERS)
def engagement(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Ask for the engagement, then for its outcome."""
    row = _alert(alert_id)
    form = OutcomeForm() if hasattr(row, "engagement") else EngagementForm()
    return _engagement(request, row, form, status=200)


@require_POST
@page(roles_for("decide_engagement"))
def decide(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record whether this officer engages, and why."""
    row = _alert(alert_id)
    form, by = DecisionForm(request.POST), person_of(request)
    if form.is_valid():
        said, ground, note = form.engages, form.chosen(), form.cleaned_data["note"]
        tap = tap_of(request)
        if once(form, lambda: decide_engagement(by, row, engage=said, ground=ground, note=note, tap=tap)):
            messages.success(request, "Your decision is recorded.")
            engaging, back = reverse("engagement", args=[row.pk]), reverse("engagements", args=[row.deployment_id])
            return done(request, engaging if said else back)
    return _engagement(request, row, form, status=422)


@require_POST
@page(OFFICERS)
def engage(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record that somebody was spoken to."""
    row = _alert(alert_id)
    form = EngagementForm(request.POST)
    if form.is_valid():
        reason, tap = form.cleaned_data["reason_before_recorded"], tap_of(request)
        if once(form, lambda: record_engagement(person_of(request), row, reason_before_recorded=reason, tap=tap)):
            messages.success(request, "The engagement is recorded. Record its outcome when it is over.")
            return done(request, reverse("engagement", args=[row.pk]))
    return _engagement(request, row, form, status=422)


@require_POST
@page(OFFICERS)
def conclude(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record what came of it."""
    row = _alert(alert_id)
    form = OutcomeForm(request.POST)
    if form.is_valid() and once(form, lambda: _conclude(request, row, form)):
        messages.success(request, "The outcome is recorded.")
        return done(request, reverse("engagements", args=[row.deployment_id]))
    return _engagement(request, row, form, status=422)


def _conclude(request: HttpRequest, row: Alert, form: OutcomeForm) -> Outcome:
    return record_outcome(
        person_of(request),
        row,
        identity=form.who(),
        disposal=form.done(),
        note=form.cleaned_data["note"],
        record=form.record(),
        tap=tap_of(request),
    )


def _alert(alert_id: str) -> Alert:
    return get_object_or_404(Alert.objects.select_related("deployment", "engagement", "outcome"), pk=alert_id)


def _listed(request: HttpRequest, deployment_id: str) -> dict[str, object]:
    deployment, person = deployment_or_404(deployment_id), person_of(request)
    lines = alerts_sent_to(person.pk, deployment.pk)
    decided = dict(
        EngagementDecision.objects.filter(officer=person.pk, alert__deployment=deployment).values_list(
            "alert_id", "engage"
        )
    )
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "lines": [(line, _said(line, decided.get(line.alert))) for line in lines],
        "marks_passages": marks_passages(person, deployment),
        "on_duty": _is_on_duty(person, deployment),
        "owed": factors_owed(person.pk, deployment.pk),
        "others": _others(person, deployment) if roles_for("record_engagement") & person.roles else [],
    }


def _said(line: AlertLine, engages: bool | None) -> str:
    """Say in words what is next for this officer; nobody else's view is in it."""
    if line.state == AlertState.CONCLUDED:
        return "Concluded."
    if line.state == AlertState.ENGAGED:
        return "Engaged, no outcome yet."
    if not line.own_view:
        return (
            "The LFR Operator has not viewed it yet." if not line.operator_has_viewed else "Waiting for your own view."
        )
    if engages is None:
        return "Decide whether you engage."
    return "You are engaging." if engages else "You did not engage."


def _others(person: Person, deployment: Deployment) -> list[Alert]:
    """Return the newest alerts that were not sent to this officer: time and camera, for an emergency only."""
    rows = Alert.objects.filter(deployment=deployment, engagement=None).exclude(assignments__officer=person.pk)
    return list(rows.order_by("-raised_at")[:5])


def _is_on_duty(person: Person, deployment: Deployment) -> bool:
    mine = Duty.objects.filter(deployment=deployment, person=person.pk, ended_at=None)
    return mine.filter(role=Role.ENGAGEMENT_OFFICER.value).exists()


def _engagement(
    request: HttpRequest, row: Alert, form: EngagementForm | OutcomeForm | DecisionForm, status: int
) -> HttpResponse:
    person = person_of(request)
    decision = row.decisions.filter(officer=person.pk).first()
    viewed = row.views.filter(person=person.pk).exists()
    context = {
        "decision": decision,
        "viewed": viewed,
        "decision_form": form if isinstance(form, DecisionForm) else DecisionForm(),
        "engagement_form": form if isinstance(form, EngagementForm) else EngagementForm(),
        "form": form,
        "alert": row,
        "deployment": row.deployment,
        "rehearsal": row.deployment.kind == "rehearsal",
        "engaged": getattr(row, "engagement", None),
        "outcome": getattr(row, "outcome", None),
    }
    return render(request, "respond/engagement.html", context, status=status)
