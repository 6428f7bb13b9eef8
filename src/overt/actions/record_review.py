"""Record that somebody looked again at the version in force: by its date, or afresh before one deployment."""

from overt.actions._documents import commitment, find_document, locked_document, told, version_in_force, words_of
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.templates import template
from overt.records.ids import new_id
from overt.records.models import Deployment, Document, DocumentReview, ReviewOutcome


def record_review(
    by: Actor,
    document: Document | str,
    *,
    outcome: ReviewOutcome,
    findings: str,
    deployment: Deployment | None = None,
) -> DocumentReview:
    """Record a review of the version in force.

    A review of one of the site's documents for a deployment counts for that deployment only; any other one that finds
    the version still right moves the review date on.
    """
    words = words_of(findings, "findings_missing", "Say what you looked at and what you found.")
    found = find_document(document)
    about = deployment.pk if deployment else found.deployment_id
    if found.deployment_id and about != found.deployment_id:
        raise ActionRefused("deployment_unclear", "This document belongs to another deployment.")
    with act(by, "record_review", about) as acting:
        row = locked_document(found)
        version = version_in_force(row)
        written = DocumentReview(
            id=new_id(),
            version=version,
            deployment_id=about,
            outcome=ReviewOutcome(outcome).value,
            findings=words,
            reviewed_by=by.id,
            reviewed_at=acting.now,
        )
        acting.record(
            "document.reviewed",
            subject=row.id,
            review=written.id,
            outcome=written.outcome,
            findings=commitment(acting, row, words.encode()),
            **told(version),
        )
        written.save(force_insert=True)
        of_its_own = deployment is None or row.deployment_id is not None
        if of_its_own and written.outcome == ReviewOutcome.STILL_RIGHT:
            row.review_due = template(row.kind).review_due(acting.now.date())
            row.save()
    return written
