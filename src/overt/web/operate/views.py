"""The operator's screen and its acts; anyone on duty may halt, resuming takes two people."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions.ceiling_standing import is_red
from overt.actions.close import close
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.resume import resume
from overt.actions.start import start
from overt.law import Role
from overt.records.models import Deployment, ResumeProposal
from overt.records.queries.alerts import AlertLine, alerts_for, factors_owed
from overt.records.queries.negatives import negatives_waiting
from overt.records.queries.packs import pack_of
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import ReasonForm
from overt.web.approve.shown import conditions_of
from overt.web.gates import EVERYBODY, deployment_or_404, offered, page, person_of, roles_for, tap_of
from overt.web.operate.alerts import LOOKERS
from overt.web.operate.duty import duty_context
from overt.web.operate.forms import CloseForm, HaltForm
from overt.web.operate.preview import WATCHERS
from overt.web.operate.seeded import marks_passages
from overt.web.operate.status import status_of
from overt.web.operate.stream import newest_index
from overt.web.people import name_of, names_of
from overt.web.reasons import reason_page

BUTTONS = ("start", "halt", "propose_resume", "resume", "close")


@require_safe
@page(WATCHERS)
def screen(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show cameras, clock and queue; script keeps the parts fresh, without it a link does."""
    # Read before the parts are: an entry that comes in between is told twice, never missed.
    index = newest_index()
    deployment = deployment_or_404(deployment_id)
    context = state_context(deployment) | acts_context(request, deployment) | queue_context(request, deployment)
    return render(request, "operate/screen.html", context | duty_context(request, deployment) | {"index": index})


@require_safe
@page(WATCHERS)
def state_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the state part alone."""
    return render(request, "operate/state.html", state_context(deployment_or_404(deployment_id)))


@require_safe
@page(WATCHERS)
def acts_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the buttons alone; they change with the deployment's state, not with its counters."""
    return render(request, "operate/acts.html", acts_context(request, deployment_or_404(deployment_id)))


@require_safe
@page(WATCHERS)
def queue_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the alert queue alone."""
    return render(request, "operate/queue.html", queue_context(request, deployment_or_404(deployment_id)))


@require_POST
@page(EVERYBODY)
def begin(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Start the deployment: from now on the cameras may compare."""
    start(person_of(request), deployment_or_404(deployment_id))
    messages.success(request, "The deployment is live.")
    return redirect("operate", deployment_id)


@require_POST
@page(EVERYBODY)
def stop(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Halt at once."""
    form = HaltForm(request.POST)
    reason = form.reason() if form.is_valid() else "No reason was chosen on the form."
    halt(person_of(request), deployment_or_404(deployment_id), reason=reason, tap=tap_of(request))
    messages.success(request, "Halted. Nothing is compared until two people resume it.")
    return _back(request, deployment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("propose_resume"))
def propose(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Propose to resume, saying why; somebody else must carry it out."""
    deployment = deployment_or_404(deployment_id)
    by, tap = person_of(request), tap_of(request)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: propose_resume(by, deployment, reason=form.cleaned_data["reason"], tap=tap),
        done="Your proposal is recorded. Another person must resume the deployment.",
        back=_page_of(request),
        heading="Propose to resume",
        explanation="Say why the ground for the halt is gone. Another person must then resume the deployment.",
        button="Propose to resume",
    )


@require_POST
@page(EVERYBODY)
@confirmed
def carry_on(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Resume as the second person."""
    reason = request.POST.get("reason", "")
    resume(person_of(request), deployment_or_404(deployment_id), reason=reason, tap=tap_of(request))
    messages.success(request, "The deployment is live again.")
    return _back(request, deployment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("close"))
def finish(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Close the deployment for good."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        CloseForm(request.POST if request.method == "POST" else None),
        lambda form: close(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The deployment is closed. Its watchlist is to be destroyed next.",
        back="record",
        heading="Close the deployment",
        explanation="A closed deployment cannot be opened again. The watchlist’s key is taken away at once.",
        button="Close for good",
        button_classes="govuk-button--warning",
    )


def _back(request: HttpRequest, deployment_id: str) -> HttpResponse:
    return redirect(_page_of(request), deployment_id)


def _page_of(request: HttpRequest) -> str:
    """Return the page of a deployment that this person goes back to."""
    return "operate" if WATCHERS & person_of(request).roles else "record"


def state_context(deployment: Deployment) -> dict[str, object]:
    """Return the state part: clock, cameras and counters."""
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "status": status_of(deployment),
        "conditions": conditions_of(deployment),
    }


def acts_context(request: HttpRequest, deployment: Deployment) -> dict[str, object]:
    """Return the acts part: what this person may do with the deployment now."""
    person = person_of(request)
    proposers = _proposers(deployment)
    return {
        "deployment": deployment,
        "halt_form": HaltForm(),
        "red": is_red(deployment.pk),
        "may": {act: offered(person, act, deployment) for act in BUTTONS},
        "marks_passages": marks_passages(person, deployment),
        "proposed_by": [name_of(proposer) for proposer in proposers],
        "is_second_person": bool(proposers) and person.pk not in proposers,
    }


def _proposers(deployment: Deployment) -> list[str]:
    if deployment.halted_at is None:
        return []
    open_ones = ResumeProposal.objects.filter(
        deployment=deployment, used_at=None, proposed_at__gte=deployment.halted_at
    )
    return list(open_ones.values_list("proposed_by", flat=True))


def queue_context(request: HttpRequest, deployment: Deployment) -> dict[str, object]:
    """Return the queue part: alerts that wait, what is still to be recorded, alerts viewed."""
    person = person_of(request)
    lines = [*alerts_for(person.pk, deployment.pk), *negatives_waiting(deployment.pk)]
    lines.sort(key=lambda line: line.raised_at, reverse=True)
    names = names_of({line.claimed_by for line in lines} | {one for line in lines for one in line.sent_to})
    told = [_Told(line, names[line.claimed_by], [names[one] for one in line.sent_to]) for line in lines]
    return {
        "deployment": deployment,
        "me": person.pk,
        "may_claim": Role.OPERATOR in person.roles,
        "may_look": bool(LOOKERS & person.roles),
        "waiting": [one for one in reversed(told) if not one.line.operator_has_viewed],
        "viewed": [one for one in told if one.line.operator_has_viewed],
        "owed": factors_owed(person.pk, deployment.pk),
        "factors_minutes": pack_of(deployment).factors_minutes,
    }


@dataclass(frozen=True)
class _Told:
    """One line of the queue, with the names of who has it and whom it reached."""

    line: AlertLine
    claimed_by: str
    sent_to: list[str]
