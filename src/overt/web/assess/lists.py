"""The list of documents, for the site and for one deployment: what is wrong comes first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from overt.actions import site
from overt.actions.facts_documents import documents_facts
from overt.actions.start_document import start_document
from overt.law import Kind
from overt.law.conditions.documents import BOUND
from overt.records.models import Deployment
from overt.records.queries.assessments import Stand, Standing, reviewed_for, stands
from overt.web.assess.finding import WRITERS, may
from overt.web.assess.shown import Trouble, troubles_of
from overt.web.assess.words import STANDINGS, stand_words
from overt.web.gates import EVERYBODY, deployment_or_404, page, person_of

WORST_FIRST = list(Standing)


@require_safe
@page(EVERYBODY)
def documents(request: HttpRequest) -> HttpResponse:
    """List the site's documents, the worst first."""
    found = stands(site.now().date())
    context = {
        "listed": _listed(found),
        "wrong": sum(stand.standing is not Standing.IN_FORCE for stand in found),
        "total": len(found),
        "may_start": may(request, "start_document", None),
    }
    return render(request, "assess/list.html", context)


@require_safe
@page(EVERYBODY)
def for_deployment(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """List the documents one deployment needs, and what keeps it from being submitted."""
    deployment = deployment_or_404(deployment_id)
    today, bound = site.now().date(), Kind(deployment.kind) in BOUND
    found = stands(today, deployment, Kind(deployment.kind) if bound else Kind.OPERATIONAL)
    facts = documents_facts(deployment, today) if bound else None
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "bound": bound,
        "facts": facts,
        "ready": facts is not None and not (facts.missing or facts.out_of_date or facts.not_reviewed),
        "listed": _listed(found),
        "reviewed": reviewed_for(deployment, found),
        "may_start": may(request, "start_document", None),
        "may_start_own": may(request, "start_document", deployment),
        "may_review": may(request, "record_review", deployment),
    }
    return render(request, "assess/deployment.html", context)


@require_POST
@page(WRITERS)
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Start one of the site's documents."""
    return _start(request, kind, None)


@require_POST
@page(WRITERS)
def start_for(request: HttpRequest, deployment_id: str, kind: str) -> HttpResponse:
    """Start a document of one deployment."""
    return _start(request, kind, deployment_or_404(deployment_id))


def _start(request: HttpRequest, kind: str, deployment: Deployment | None) -> HttpResponse:
    started = start_document(person_of(request), kind=kind, deployment=deployment)
    messages.success(request, "The document is started. You own it until somebody hands it over.")
    return redirect("assess-document", started.pk)


def _listed(found: list[Stand]) -> list[tuple[Stand, str, str, str, list[Trouble]]]:
    ordered = sorted(found, key=lambda stand: WORST_FIRST.index(stand.standing))
    return [(stand, *STANDINGS[stand.standing], stand_words(stand), _further(stand)) for stand in ordered]


def _further(stand: Stand) -> list[Trouble]:
    """Return what else is wrong, beside what the standing itself says."""
    found = troubles_of(stand)
    return found if stand.standing is Standing.IN_FORCE else found[1:]
