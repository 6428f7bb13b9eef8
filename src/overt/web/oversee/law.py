"""How every clause is kept, live: for the site and for one deployment; it refuses to leave one out or add them up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overt.actions import site
from overt.law.register import ClauseState, Conformance, ControlState, Recorded, Standing, Status
from overt.records.models import Deployment
from overt.records.queries.conformance import conformance
from overt.web.gates import EVERYBODY, deployment_or_404, page


@dataclass(frozen=True)
class Count:
    """One line of the headline: a status, how many clauses, and how many of each standing."""

    status: Status
    number: int
    by_standing: Sequence[int]


@dataclass(frozen=True)
class ShownEvidence:
    """One ledger event of a control and its latest entry, None when nothing is recorded yet."""

    event: str
    latest: Recorded | None


@dataclass(frozen=True)
class ShownControl:
    """One control with its evidence in the order the register names it."""

    held: ControlState
    evidence: Sequence[ShownEvidence]


@dataclass(frozen=True)
class ShownClause:
    """One clause with its controls; `latest` is the newest entry of any of its events."""

    state: ClauseState
    controls: Sequence[ShownControl]
    latest: Recorded | None


@require_safe
@page(EVERYBODY)
def law(request: HttpRequest) -> HttpResponse:
    """Show how every clause is kept on this site."""
    return render(request, "oversee/law.html", _shown(request, conformance(site.now())))


@require_safe
@page(EVERYBODY)
def record_law(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show how every clause is kept, with the evidence of one deployment."""
    deployment = deployment_or_404(deployment_id)
    shown = _shown(request, conformance(site.now(), deployment.pk))
    return render(request, "oversee/law.html", shown | _about(deployment))


@require_safe
@page(EVERYBODY)
def law_clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Follow one clause from its sentence to the site's latest evidence."""
    found = conformance(site.now())
    return render(request, "oversee/law_clause.html", {"shown": _clause_or_404(found, clause_id)})


@require_safe
@page(EVERYBODY)
def record_law_clause(request: HttpRequest, deployment_id: str, clause_id: str) -> HttpResponse:
    """Follow one clause from its sentence to one deployment's evidence."""
    deployment = deployment_or_404(deployment_id)
    found = conformance(site.now(), deployment.pk)
    context = {"shown": _clause_or_404(found, clause_id)} | _about(deployment)
    return render(request, "oversee/law_clause.html", context)


def _about(deployment: Deployment) -> dict[str, object]:
    return {"deployment": deployment, "rehearsal": deployment.kind == "rehearsal"}


def _shown(request: HttpRequest, found: Conformance) -> dict[str, object]:
    wanted = request.GET.get("kept", "")
    chosen = Status(wanted) if wanted in set(Status) else None
    return {
        "found": found,
        "counts": [_count(found, status) for status in Status],
        "standings": [standing.words for standing in Standing],
        "totals": [sum(found.count(status, standing) for status in Status) for standing in Standing],
        "chosen": chosen,
        "clauses": [_clause(state) for state in found.clauses if chosen in {None, state.status}],
    }


def _clause_or_404(found: Conformance, clause_id: str) -> ShownClause:
    for state in found.clauses:
        if state.row.clause.id == clause_id:
            return _clause(state)
    raise Http404


def _count(found: Conformance, status: Status) -> Count:
    return Count(status, found.count(status), [found.count(status, standing) for standing in Standing])


def _clause(state: ClauseState) -> ShownClause:
    recorded = [latest for held in state.controls for latest in held.latest.values()]
    newest = max(recorded, key=lambda latest: latest.index, default=None)
    return ShownClause(state, [_control(held) for held in state.controls], newest)


def _control(held: ControlState) -> ShownControl:
    return ShownControl(held, [ShownEvidence(event, held.latest.get(event)) for event in held.control.evidence])
