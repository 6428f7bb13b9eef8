"""Views of the Engagement Officer; the pictures are on the alert's own page, these record what happened."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from overt.actions.record_engagement import record_engagement
from overt.actions.record_outcome import record_outcome
from overt.law import Role
from overt.records.models import Alert
from overt.records.queries.alerts import alerts_for
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.operate.stream import newest_index
from overt.web.respond.forms import EngagementForm, OutcomeForm

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
@page(OFFICERS)
def engage(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record that somebody was spoken to."""
    row = _alert(alert_id)
    form = EngagementForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason_before_recorded"]
        if attempt(form, lambda: record_engagement(person_of(request), row, reason_before_recorded=reason)):
            messages.success(request, "The engagement is recorded. Record its outcome when it is over.")
            return redirect("engagement", row.pk)
    return _engagement(request, row, form, status=422)


@require_POST
@page(OFFICERS)
def conclude(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record what came of it."""
    row = _alert(alert_id)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        note, by = form.cleaned_data["note"], person_of(request)
        if attempt(form, lambda: record_outcome(by, row, identity=form.who(), disposal=form.done(), note=note)):
            messages.success(request, "The outcome is recorded.")
            return redirect("engagements", row.deployment_id)
    return _engagement(request, row, form, status=422)


def _alert(alert_id: str) -> Alert:
    return get_object_or_404(Alert.objects.select_related("deployment", "engagement", "outcome"), pk=alert_id)


def _listed(request: HttpRequest, deployment_id: str) -> dict[str, object]:
    deployment = deployment_or_404(deployment_id)
    lines = alerts_for(person_of(request).pk, deployment.pk)
    viewed = set(Alert.objects.filter(deployment=deployment, views__role=Role.OPERATOR).values_list("pk", flat=True))
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "lines": [(line, line.alert in viewed) for line in lines],
    }


def _engagement(request: HttpRequest, row: Alert, form: EngagementForm | OutcomeForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "alert": row,
        "deployment": row.deployment,
        "rehearsal": row.deployment.kind == "rehearsal",
        "engaged": getattr(row, "engagement", None),
        "outcome": getattr(row, "outcome", None),
    }
    return render(request, "respond/engagement.html", context, status=status)
