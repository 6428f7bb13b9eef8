"""Record what was found of one act that was drawn; a finding stands once it is recorded."""

from overt.actions import site
from overt.actions._audits import standing_of
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import AuditItem, AuditOutcome
from overt.vault import commit


def record_audit_finding(by: Actor, item: AuditItem | str, *, outcome: str, findings: str) -> AuditItem:
    """Keep the finding of one act; the ledger gets its outcome and a commitment to the words."""
    wanted = item if isinstance(item, str) else item.pk
    row = AuditItem.objects.select_related("audit").filter(pk=wanted).first()
    if row is None:
        raise ActionRefused("no_such_item", "This act was not drawn.")
    if outcome not in AuditOutcome.values or not findings.strip():
        raise ActionRefused("finding_missing", "Say what you found, and whether it is in order.")
    with act(by, "record_audit_finding", learn=standing_of(row.audit_id, row)) as acting:
        row.refresh_from_db(fields=["outcome"])
        if row.outcome:
            raise ActionRefused("finding_stands", "The finding of this act is recorded already.")
        row.outcome, row.findings = outcome, findings.strip()
        row.found_by, row.found_at = by.id, acting.now
        acting.record(
            "audit.finding_recorded",
            subject=row.pk,
            audit=row.audit_id,
            item=row.pk,
            outcome=outcome,
            words=commit(site.vault().document_salt(row.audit_id), row.findings.encode()),
        )
        row.save()
    return row
