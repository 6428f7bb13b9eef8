"""Ask to give one alert as evidence to a named recipient; nothing leaves until a second person releases it (M-74)."""

from dataclasses import dataclass

from overt.actions._alerts import find_alert
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Alert, EvidenceExport


@dataclass(frozen=True)
class ExportRequest:
    """To whom an alert goes, on what lawful basis, for what; `key` is the recipient's age public key (`age1…`)."""

    recipient: str
    key: str
    basis: str
    purpose: str


def request_export(by: Actor, alert: Alert | str, asked: ExportRequest, *, tap: str = "") -> EvidenceExport:
    """Record the request."""
    said = {"recipient": asked.recipient, "basis": asked.basis, "purpose": asked.purpose}
    for what, text in said.items():
        if not text.strip():
            raise ActionRefused("export_incomplete", f"Say the {what}: evidence leaves with all of it on record.")
    key = asked.key.strip()
    _refuse_a_wrong_key(key)
    found = find_alert(alert)
    with act(by, "request_export", found.deployment_id, tap=tap) as acting:
        row = find_alert(found.id)
        export = EvidenceExport(
            id=new_id(),
            deployment=acting.deployment,
            alert=row.id,
            recipient_key=key,
            requested_by=by.id,
            requested_at=acting.now,
            **{name: text.strip() for name, text in said.items()},
        )
        told = {name: acting.commit_to(text.strip().encode()) for name, text in said.items()}
        acting.record("alert.export_requested", subject=row.id, export=export.id, **told)
        export.save(force_insert=True)
    return export


def _refuse_a_wrong_key(key: str) -> None:
    import pyrage

    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        sentence = "This is not an age public key: it begins with age1 and has 62 characters."
        raise ActionRefused("key_unclear", sentence) from error
