"""One document: what is wrong, its pages, versions, signatures, reviews, replies and files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overt.law.templates import template
from overt.records.models import Document, DocumentReview, DocumentSharing
from overt.web.assess.finding import about, document_or_404, may, standing
from overt.web.assess.shown import capacity_words, parts_of, signatures_of, troubles_of
from overt.web.assess.words import OUTCOMES, RECIPIENTS, STANDINGS
from overt.web.gates import EVERYBODY, page
from overt.web.people import names_of

ACTS = (
    "save_draft",
    "finish_version",
    "record_review",
    "share_document",
    "record_reply",
    "attach_file",
    "open_attachment",
    "erase_attachment",
    "hand_over_document",
    "mark_for_publication",
    "withdraw_publication",
)


@require_safe
@page(EVERYBODY)
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """Show one document and everything that happened to it."""
    found = document_or_404(document_id)
    stand = standing(found)
    text, colour = STANDINGS[stand.standing]
    context = {
        **about(found),
        "state": text,
        "state_colour": f"govuk-tag--{colour}",
        "troubles": troubles_of(stand),
        "parts": parts_of(found),
        "may": {act: may(request, act, found.deployment) for act in ACTS},
        **_history(found),
    }
    return render(request, "assess/document.html", context)


def _history(found: Document) -> dict[str, object]:
    versions = list(found.versions.select_related("document").order_by("-number"))
    reviews = list(DocumentReview.objects.filter(version__document=found).select_related("version", "deployment"))
    sharings = list(DocumentSharing.objects.filter(version__document=found).select_related("version"))
    files = list(found.attachments.order_by("attached_at"))
    people = {version.finished_by for version in versions} | {review.reviewed_by for review in reviews}
    names = names_of(people | {file.attached_by for file in files})
    return {
        "versions": [
            (version, names[version.finished_by], signatures_of(version), version.number - 1) for version in versions
        ],
        "reviews": [
            (review, names[review.reviewed_by], OUTCOMES[review.outcome])
            for review in sorted(reviews, key=lambda one: one.reviewed_at, reverse=True)
        ],
        "sharings": [
            (sharing, RECIPIENTS[sharing.recipient])
            for sharing in sorted(sharings, key=lambda one: one.shared_on, reverse=True)
        ],
        "files": [(file, names[file.attached_by]) for file in files],
        "signatories": [capacity_words(one.role, one.capacity) for one in template(found.kind).signatories],
    }
