"""Publish an audit once every act that was drawn has its finding: the counts and a summary in the auditor's words."""

from hashlib import sha256

from overt.actions._audits import find_audit, standing_of
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Audit, AuditOutcome


def publish_audit(by: Actor, audit: Audit | str, *, summary: str) -> Audit:
    """Put the summary on the public page; it cannot be changed any more."""
    if not summary.strip():
        raise ActionRefused("summary_missing", "Write the summary that is published.")
    row = find_audit(audit)
    with act(by, "publish_audit", learn=standing_of(row.pk)) as acting:
        row.refresh_from_db()
        row.summary, row.published_by, row.published_at = summary.strip(), by.id, acting.now
        counts = {outcome.value: row.items.filter(outcome=outcome).count() for outcome in AuditOutcome}
        digest = sha256(row.summary.encode()).hexdigest()
        acting.record("audit.published", subject=row.pk, audit=row.pk, summary=digest, **counts)
        row.save()
    return row
