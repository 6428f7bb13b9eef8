"""The check of the chain before a start: a volunteer walks, and the operator sees the recognition arrive or not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions import site
from overt.actions.begin_check import begin_check
from overt.actions.facts_checks import chain_of
from overt.actions.pass_check import pass_check
from overt.actions.record_preparation import explain_unchecked_start
from overt.actions.stop_check import stop_check
from overt.law.states import Source
from overt.records.models import Deployment
from overt.records.queries.checks import check_under_way, checks_of, recognitions_of
from overt.records.queries.packs import pack_of
from overt.web.apply.forms import ReasonForm
from overt.web.gates import deployment_or_404, offered, page, person_of, roles_for, tap_of
from overt.web.operate.preview import WATCHERS
from overt.web.operate.stream import newest_index
from overt.web.people import names_of
from overt.web.reasons import reason_page

ACTS = ("begin_check", "pass_check", "stop_check", "explain_unchecked_start")


@require_safe
@page(WATCHERS)
def check(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the check, kept fresh by the same stream as the console: its arrival here is part of what is checked."""
    index = newest_index()
    context = check_context(request, deployment_or_404(deployment_id))
    return render(request, "operate/check.html", context | {"index": index})


@require_safe
@page(WATCHERS)
def check_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the check alone."""
    return render(request, "operate/check_part.html", check_context(request, deployment_or_404(deployment_id)))


@require_POST
@page(roles_for("begin_check"))
def begin(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Begin a check."""
    begin_check(person_of(request), deployment_or_404(deployment_id), tap=tap_of(request))
    messages.success(request, "The check is under way.")
    return redirect("check", deployment_id)


@require_POST
@page(roles_for("pass_check"))
def passed(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Pass it."""
    pass_check(person_of(request), deployment_or_404(deployment_id), tap=tap_of(request))
    messages.success(request, "The check is passed. The deployment can be started.")
    return redirect("operate", deployment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("stop_check"))
def stop(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Stop it, saying what did not work."""
    deployment = deployment_or_404(deployment_id)
    by, tap = person_of(request), tap_of(request)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: stop_check(by, deployment, reason=form.cleaned_data["reason"], tap=tap),
        done="The check is stopped. Nothing is compared.",
        back="check",
        heading="Stop the check",
        explanation="Say what did not work. The deployment does not start on a check that was stopped.",
        button="Stop the check",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("explain_unchecked_start"))
def unchecked(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Say why the deployment starts unchecked."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: explain_unchecked_start(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The reason is recorded.",
        back="check",
        heading="Start without a check",
        explanation="Nobody has seen the whole chain work here today. Say why it starts all the same.",
        button="Record the reason",
    )


def check_context(request: HttpRequest, deployment: Deployment) -> dict[str, object]:
    """Return the check as it stands, what this person may do, and the checks before it."""
    person, pack, now = person_of(request), pack_of(deployment), site.now()
    under_way = check_under_way(deployment.pk, now)
    checks = [one for one in checks_of(deployment.pk) if under_way is None or one.pk != under_way.pk]
    names = names_of({one.ended_by for one in checks})
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "chain": chain_of(deployment, now),
        "is_asked": deployment.source == Source.CAMERA,
        "under_way": under_way,
        "recognised": recognitions_of(under_way) if under_way else [],
        "before": [(one, names[one.ended_by], len(recognitions_of(one))) for one in checks],
        "may": {act: offered(person, act, deployment) for act in ACTS},
        "minutes": pack.check_minutes,
        "open_minutes": pack.check_open_minutes,
    }
