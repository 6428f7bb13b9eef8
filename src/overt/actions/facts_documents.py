"""Gathers how the documents a deployment needs stand, each named with what is wrong with it."""

from datetime import date

from overt.law.facts import DocumentsFacts
from overt.law.states import Kind
from overt.records.models import Deployment
from overt.records.queries.assessments import Stand, Standing, reviewed_for, stands

WRONG = {
    Standing.MISSING: "not started",
    Standing.ALTERED: "its text is not what was signed",
    Standing.DRAFT: "not signed by all who must",
}


def documents_facts(deployment: Deployment, today: date) -> DocumentsFacts:
    """Return what is missing, out of date or not reviewed among the documents this kind of deployment needs.

    A document must be in date today and on the day the deployment starts.
    """
    found = stands(max(today, deployment.starts_at.date()), deployment, Kind(deployment.kind))
    reviewed = reviewed_for(deployment, found)
    absent = [stand for stand in found if stand.standing in WRONG]
    present = [stand for stand in found if stand.standing not in WRONG]
    return DocumentsFacts(
        missing=tuple(f"{stand.template.short} ({WRONG[stand.standing]})" for stand in absent),
        out_of_date=tuple(_overdue(stand) for stand in present if stand.standing is Standing.REVIEW_OVERDUE),
        not_reviewed=tuple(
            stand.template.short
            for stand in present
            if stand.template.reviewed_because and stand.template.code not in reviewed
        ),
    )


def _overdue(stand: Stand) -> str:
    due = stand.document.review_due if stand.document else None
    return f"{stand.template.short} (review due on {due:%-d %B %Y})" if due else stand.template.short
