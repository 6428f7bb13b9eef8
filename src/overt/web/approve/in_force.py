"""What an officer does about an authority that was given: confirm an urgent one, review it, cancel it, print Form 1."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.cancel import cancel
from overt.actions.confirm_authority import confirm_authority
from overt.actions.record_form1_export import record_form1_export
from overt.actions.review_authority import review_authority
from overt.documents.errors import DocumentRefused
from overt.documents.form1 import form1
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import ReasonForm
from overt.web.approve.forms import AuthorityReviewForm
from overt.web.downloads import as_file
from overt.web.error_pages import trouble
from overt.web.gates import deployment_or_404, page, person_of, roles_for
from overt.web.reasons import reason_page


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("confirm_authority"))
@confirmed
def confirm(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Confirm an urgent authority."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: confirm_authority(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The urgent authority is confirmed. It lasts as it was applied for.",
        heading="Confirm the urgent authority",
        explanation="Unless an Authorising Officer confirms it in time, the authority ends and the cameras stop.",
        button="Confirm the authority",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("review_authority"))
@confirmed
def review(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Review an authority in force: it stands, or it ends at once."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        AuthorityReviewForm(request.POST if request.method == "POST" else None),
        lambda form: review_authority(person_of(request), deployment, **form.cleaned_data),
        done="Your review of the authority is recorded.",
        heading="Review the authority",
        explanation="An authority that ends cannot be given back. The watchlist’s key is taken away at once.",
        button="Record the review",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("cancel"))
def call_off(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Cancel what was authorised and has not started."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: cancel(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The deployment is cancelled. Its watchlist is to be destroyed.",
        heading="Cancel the deployment",
        explanation="A cancelled deployment cannot be opened again.",
        button="Cancel the deployment",
        button_classes="govuk-button--warning",
    )


@require_POST
@page(roles_for("export_form1"))
def download(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send Form 1 as a PDF; that it was taken, and its digest, is in the ledger before it leaves."""
    deployment = deployment_or_404(deployment_id)
    try:
        content = form1(deployment)
    except DocumentRefused as refused:
        return trouble(request, 409, "There is no Form 1 to print", refused.sentence)
    record_form1_export(person_of(request), deployment, content=content)
    return as_file(content, f"form-1-{deployment.pk[:8]}.pdf", "application/pdf")
