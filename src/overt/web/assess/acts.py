"""Reviews, sharing, replies, publication and handing over: each one form and one action."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.hand_over_document import hand_over_document
from overt.actions.mark_for_publication import mark_for_publication
from overt.actions.record_reply import record_reply
from overt.actions.record_review import record_review
from overt.actions.share_document import share_document
from overt.actions.withdraw_publication import withdraw_publication
from overt.records.models import Document, DocumentSharing, Person, ReviewOutcome
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import ReasonForm
from overt.web.assess.finding import about, document_or_404
from overt.web.assess.forms import OwnerForm, ReplyForm, ReviewForm, ShareForm
from overt.web.assess.words import RECIPIENTS
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.govuk import GovukForm


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_review"))
@confirmed
def review(request: HttpRequest, document_id: str, deployment_id: str = "") -> HttpResponse:
    """Record that somebody looked again, by the date or for one deployment."""
    found = document_or_404(document_id)
    deployment = deployment_or_404(deployment_id) if deployment_id else None
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        outcome, findings = ReviewOutcome(given["outcome"]), given["findings"]
        by = person_of(request)
        if attempt(form, lambda: record_review(by, found, outcome=outcome, findings=findings, deployment=deployment)):
            messages.success(request, "The review is recorded.")
            return redirect("assess-for", deployment.pk) if deployment else redirect("assess-document", found.pk)
    heading = f"Review it for: {deployment.title}" if deployment else "Review this document"
    return _form(request, found, form, heading, "Record the review", _read_first(found))


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("share_document"))
def share(request: HttpRequest, document_id: str) -> HttpResponse:
    """Record that the version in force was given to somebody."""
    found = document_or_404(document_id)
    form = ShareForm(request.POST if request.method == "POST" else None)
    by = person_of(request)
    if form.is_bound and form.is_valid():
        done = attempt(form, lambda: share_document(by, found, **form.cleaned_data))
        if done is not None:
            messages.success(request, "The sharing is recorded. Record the reply when it comes.")
            return redirect("assess-document", found.pk)
    return _form(request, found, form, "Record that it was shared", "Record the sharing", _read_first(found))


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_reply"))
def reply(request: HttpRequest, sharing_id: str) -> HttpResponse:
    """Record what came back."""
    sharing = get_object_or_404(DocumentSharing.objects.select_related("version"), pk=sharing_id)
    found = document_or_404(sharing.version.document_id)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    by = person_of(request)
    if form.is_bound and form.is_valid():
        done = attempt(form, lambda: record_reply(by, sharing, **form.cleaned_data))
        if done is not None:
            messages.success(request, "The reply is recorded.")
            return redirect("assess-document", found.pk)
    told = f"From: {RECIPIENTS[sharing.recipient]}. A reply is written once."
    return _form(request, found, form, "Record the reply", "Record the reply", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("hand_over_document"))
@confirmed
def hand_over(request: HttpRequest, document_id: str) -> HttpResponse:
    """Name another owner."""
    found = document_or_404(document_id)
    others = Person.objects.filter(is_active=True, grants__ended_at=None).exclude(pk=found.owner_id)
    form = OwnerForm(list(others.distinct().order_by("name")), request.POST if request.method == "POST" else None)
    by = person_of(request)
    if form.is_bound and form.is_valid():
        done = attempt(form, lambda: hand_over_document(by, found, owner=form.chosen()))
        if done is not None:
            messages.success(request, "The document has a new owner.")
            return redirect("assess-document", found.pk)
    told = f"{found.owner.name} owns it now. One named person answers for each document."
    return _form(request, found, form, "Hand the document over", "Hand it over", told)


@require_POST
@page(roles_for("mark_for_publication"))
@confirmed
def publish(request: HttpRequest, document_id: str) -> HttpResponse:
    """Mark the version in force as suitable for publication."""
    found = mark_for_publication(person_of(request), document_or_404(document_id))
    messages.success(request, "The version in force is published. Anybody can read it now.")
    return redirect("assess-document", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("withdraw_publication"))
@confirmed
def unpublish(request: HttpRequest, document_id: str) -> HttpResponse:
    """Take a document off the public list, with a reason."""
    found = document_or_404(document_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: withdraw_publication(person_of(request), found, reason=reason)):
            messages.success(request, "The document is off the public list.")
            return redirect("assess-document", found.pk)
    told = "The ledger keeps that it was published, and until when."
    return _form(request, found, form, "Take it off the public list", "Take it off the list", told)


def _read_first(found: Document) -> str:
    if found.in_force is None:
        return "No version of this document is in force yet."
    return f"This is about version {found.in_force.number}, which is in force."


def _form(
    request: HttpRequest, found: Document, form: GovukForm, heading: str, button: str, explanation: str
) -> HttpResponse:
    context = {**about(found), "form": form, "heading": heading, "button": button, "explanation": explanation}
    return render(request, "assess/act.html", context, status=422 if form.is_bound else 200)
