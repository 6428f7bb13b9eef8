"""Views of the record; the overseer changes nothing, the acts after the end belong to the team and its officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions import site
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.publish import publish
from overt.documents.deployment_report import write_report
from overt.law import State
from overt.records.models import Deployment, ErasureReceipt, Publication
from overt.records.queries.engagement_counts import told_counts
from overt.records.queries.figures import alert_figures, erasure_figures, run_figures
from overt.records.queries.publication import Witnessed, authority_fields
from overt.web.apply.listing import A_PAGE, entries_of, listing
from overt.web.downloads import as_file
from overt.web.error_pages import trouble
from overt.web.gates import (
    EVERYBODY,
    attempt,
    deployment_or_404,
    offered,
    page,
    person_of,
    reads_only_what_is_decided,
    roles_for,
)
from overt.web.operate.forms import HaltForm
from overt.web.oversee.figures import shown_rates
from overt.web.oversee.forms import PublishForm
from overt.web.oversee.membership import READERS
from overt.web.oversee.timeline import timeline
from overt.web.people import name_of
from overt.web.public.published import witness_state

OVER = frozenset({State.CLOSED, State.REVIEWED, State.PUBLISHED, State.EXPIRED, State.CANCELLED})


@require_safe
@page(EVERYBODY)
def record(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the whole record of a deployment."""
    deployment = deployment_or_404(deployment_id)
    if reads_only_what_is_decided(person_of(request), deployment):
        return trouble(request, 403, "This application is not decided yet", "You read its record once it is.")
    return render(request, "oversee/record.html", _about(request, deployment) | _counted(deployment))


@require_safe
@page(EVERYBODY)
def report(request: HttpRequest, deployment_id: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send the deployment report as a PDF."""
    deployment = deployment_or_404(deployment_id)
    path = write_report(deployment, site.home())
    return as_file(path.read_bytes(), f"deployment-report-{deployment.pk[:8]}.pdf", "application/pdf")


@require_POST
@page(roles_for("erase_watchlist"))
def destroy_watchlist(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Destroy the watchlist now, rather than when its clock says so."""
    receipt = erase_watchlist(person_of(request), deployment_or_404(deployment_id))
    messages.success(request, f"The watchlist is destroyed: {receipt.keys_destroyed} keys. The receipt is below.")
    return redirect("record", deployment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("publish"))
def publish_record(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Publish the reviewed record, but for the fields of the authority that are withheld."""
    deployment = deployment_or_404(deployment_id)
    form = PublishForm(authority_fields(deployment), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withheld = form.cleaned_data["withheld"]
        if attempt(form, lambda: publish(person_of(request), deployment, withheld=withheld)):
            messages.success(request, "The record is published.")
            return redirect("record", deployment.pk)
    context = {
        "form": form,
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "heading": "Publish the record",
        "explanation": "Its ledger entries, its numbers and its authority become public. This cannot be taken back.",
        "button": "Publish the record",
    }
    return render(request, "web/reason.html", context, status=422 if form.is_bound else 200)


def _about(request: HttpRequest, deployment: Deployment) -> dict[str, object]:
    person = person_of(request)
    shown = Paginator(entries_of(deployment), A_PAGE).get_page(request.GET.get("page"))
    may_withdraw = offered(person, "withdraw_entry", deployment)
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "applicant": name_of(deployment.applicant),
        "authorised_by": name_of(deployment.authorised_by),
        "is_over": deployment.state in OVER,
        "may": {act: offered(person, act, deployment) for act in ("halt", "erase_watchlist", "review", "publish")},
        "halt_form": HaltForm(),
        "entries": listing(deployment, owner=False, page=shown.number) if may_withdraw else [],
        "shown": shown,
        "sees_questions": bool(READERS & person.roles) and deployment.sealed_at is not None,
        "sees_disclosures": bool(roles_for("add_to_watchlist", "disclose_picture") & person.roles),
        "review": getattr(deployment, "review", None),
        "publication": _publication(deployment),
    }


def _publication(deployment: Deployment) -> Witnessed | None:
    row = Publication.objects.select_related("deployment").filter(pk=deployment.pk).first()
    return witness_state(row) if row else None


def _counted(deployment: Deployment) -> dict[str, object]:
    return {
        "runs": run_figures(deployment.pk),
        "engaged": told_counts(deployment),
        "alerts": alert_figures(deployment.pk),
        "rates": shown_rates(deployment),
        "erasures": erasure_figures(deployment.pk),
        "receipts": ErasureReceipt.objects.filter(deployment=deployment.pk).order_by("done_at"),
        "timeline": timeline(deployment),
    }
