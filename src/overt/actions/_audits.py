"""What the acts of an audit share: what may be sampled, who did it, and how far the audit has come."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from overt.actions.errors import ActionRefused
from overt.law.facts import AuditFacts, Facts
from overt.ledger.entry import Entry
from overt.ledger.read import entries_within
from overt.records.models import Audit, AuditedClass, AuditItem

SAMPLED: Mapping[str, AuditedClass] = MappingProxyType(
    {
        "alert.raised": AuditedClass.ALERT,
        "alert.adjudicated": AuditedClass.VIEW,
        "alert.shown": AuditedClass.VIEW,
        "deployment.authorised": AuditedClass.AUTHORITY,
        "deployment.recording_authorised": AuditedClass.AUTHORITY,
        "deployment.authority_confirmed": AuditedClass.AUTHORITY,
    }
)
"""The events an audit draws from: views are looks at an alert's pictures, and what was thought of them."""


def population(audit: Audit) -> dict[AuditedClass, dict[int, Entry]]:
    """Return every act of the period that was on record before the seed was committed to, by class and index."""
    found: dict[AuditedClass, dict[int, Entry]] = {what: {} for what in AuditedClass}
    for entry in entries_within(audit.since, audit.until, audit.entry):
        if entry.event in SAMPLED:
            found[SAMPLED[entry.event]][entry.index] = entry
    return found


def find_audit(audit: Audit | str) -> Audit:
    """Return an audit as it stands; refused when there is none."""
    row = Audit.objects.filter(pk=audit if isinstance(audit, str) else audit.pk).first()
    if row is None:
        raise ActionRefused("no_such_audit", "There is no such audit on this site.")
    return row


def standing_of(audit: str, item: AuditItem | None = None) -> Callable[[Facts], Facts]:
    """Return what adds to the facts whose audit it is, how far it has come, and whose act is looked at."""

    def learn(facts: Facts) -> Facts:
        row = Audit.objects.select_for_update().get(pk=audit)
        return replace(
            facts,
            audit=AuditFacts(
                of_panel=row.of_panel,
                drawn=row.drawn_at is not None,
                published=row.published_at is not None,
                unjudged=row.items.filter(outcome="").count(),
                acted_by=item.acted_by if item else "",
            ),
        )

    return learn
