"""How each document stands today: missing, draft, in force, due for review, or with a dated promise that lapsed.

Refuses to trust a row: a version whose answers no longer have their digest stands as altered.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from overt.law.states import Kind
from overt.law.templates import Answer, Gap, Lapse, Template, gaps, lapses, template, templates
from overt.records.models import Deployment, Document, DocumentReview, DocumentVersion, ReviewOutcome


class Standing(StrEnum):
    """Where a document stands, the worst first."""

    MISSING = "missing"
    ALTERED = "altered"
    DRAFT = "draft"
    REVIEW_OVERDUE = "review_overdue"
    LAPSED = "lapsed"
    IN_FORCE = "in_force"


@dataclass(frozen=True)
class Stand:
    """One document of a kind, or its absence, as it stands on one day.

    `lapsed` are dated promises in the version in force whose day has passed; `latest` is the newest finished version,
    which waits for signatures while it is not the one in force.
    """

    template: Template
    standing: Standing
    document: Document | None = None
    latest: DocumentVersion | None = None
    lapsed: tuple[Lapse, ...] = ()

    @property
    def waits_for_signatures(self) -> bool:
        """True when a newer version is finished and not in force yet."""
        return bool(self.document and self.latest and self.latest.pk != self.document.in_force_id)


def answers_of(version: DocumentVersion) -> dict[str, Answer]:
    """Return a version's answers as they were finished."""
    return _values(json.loads(version.answers))


def draft_answers(document: Document) -> dict[str, Answer]:
    """Return the answers saved so far to questions the template still asks."""
    asked = template(document.kind).questions()
    return {place: answer for place, answer in _values(document.draft_json).items() if place in asked}


def draft_gaps(document: Document) -> tuple[Gap, ...]:
    """Return what the draft still lacks before it can be finished."""
    return gaps(template(document.kind), draft_answers(document))


def is_unaltered(version: DocumentVersion) -> bool:
    """Return whether a version's answers still have the digest the ledger holds."""
    return sha256(version.answers.encode()).hexdigest() == version.digest


def stands(today: date, deployment: Deployment | None = None, kind: Kind | None = None) -> list[Stand]:
    """Return how every document stands, in the order of the list.

    Documents of one deployment come in only with it; with `kind`, only those a deployment of that kind needs.
    """
    wanted = [
        template
        for template in templates().values()
        if (kind is None or kind in template.needed_for) and (deployment is not None or not template.per_deployment)
    ]
    held = {(row.kind, row.deployment_id): row for row in _documents(deployment)}
    owner = deployment.pk if deployment else None
    return [stand_of(one, held.get((one.code, owner if one.per_deployment else None)), today) for one in wanted]


def stand_of(template: Template, document: Document | None, today: date) -> Stand:
    """Return how one document stands."""
    if document is None:
        return Stand(template, Standing.MISSING)
    latest = document.versions.order_by("number").last()
    if document.in_force is None:
        return Stand(template, Standing.DRAFT, document, latest)
    if not is_unaltered(document.in_force):
        return Stand(template, Standing.ALTERED, document, latest)
    lapsed = lapses(template, answers_of(document.in_force), today)
    if document.review_due is None or document.review_due < today:
        return Stand(template, Standing.REVIEW_OVERDUE, document, latest, lapsed)
    return Stand(template, Standing.LAPSED if lapsed else Standing.IN_FORCE, document, latest, lapsed)


def reviewed_for(deployment: Deployment, found: Iterable[Stand]) -> frozenset[str]:
    """Return the kinds whose version in force was reviewed for this deployment and found still right, last of all."""
    versions = {stand.document.in_force_id: stand.template.code for stand in found if stand.document}
    reviews = DocumentReview.objects.filter(deployment=deployment, version_id__in=versions)
    latest = {review.version_id: review.outcome for review in reviews.order_by("reviewed_at", "id")}
    return frozenset(versions[version] for version, outcome in latest.items() if outcome == ReviewOutcome.STILL_RIGHT)


def _documents(deployment: Deployment | None) -> Iterable[Document]:
    held = Document.objects.select_related("in_force", "published", "owner", "deployment")
    on_site = held.filter(deployment=None)
    return [*on_site, *held.filter(deployment=deployment)] if deployment else on_site


def _values(stored: Mapping[str, object]) -> dict[str, Answer]:
    return {
        place: value if isinstance(value, str) else tuple(_row(row) for row in value)
        for place, value in stored.items()
        if isinstance(value, str | list)
    }


def _row(row: object) -> dict[str, str]:
    return {str(code): str(value) for code, value in row.items()} if isinstance(row, dict) else {}
