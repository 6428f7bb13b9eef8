"""Release one alert as evidence, as the second person: the package is made, encrypted to the recipient and recorded.

What leaves is one age file that only the recipient's key opens; its digest is in the ledger before anybody has it.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from overt.actions import site
from overt.actions._alerts import find_alert
from overt.actions._bundle import Bundle
from overt.actions._court_package import court_package
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import ExportFacts, Facts
from overt.records import media
from overt.records.models import EvidenceExport


@dataclass(frozen=True)
class Released:
    """The record of an export and the encrypted file (age, X25519)."""

    record: EvidenceExport
    content: bytes


def release_export(by: Actor, export: EvidenceExport | str, *, passport: bytes | None, tap: str = "") -> Released:
    """Make and encrypt the package; `passport` is the engine's as canonical JSON, None if it changed since.

    Raises:
        ActionRefused: the same person asked for it, it was released already, the alert is gone, or the ledger has no
            checkpoint yet.
    """
    wanted = export if isinstance(export, str) else export.id
    try:
        row = EvidenceExport.objects.get(pk=wanted)
    except EvidenceExport.DoesNotExist:
        raise ActionRefused("no_such_export", "There is no such export.") from None

    def learn(facts: Facts) -> Facts:
        row.refresh_from_db()
        return replace(facts, export=ExportFacts(requester=row.requested_by, waits=row.released_at is None))

    with act(by, "release_export", row.deployment_id, learn, tap) as acting:
        alert = find_alert(row.alert)
        with refusals():
            sealed = media.read(site.home(), "alert", alert.id)
            plain = site.vault().open_alert(alert.deployment_id, alert.id, sealed)
        row.released_by, row.released_at = by.id, acting.now
        with refusals():
            package = court_package(alert, plain, row, passport)
        content = _encrypted(package, row.recipient_key)
        row.content_digest = sha256(content).hexdigest()
        acting.record(
            "alert.exported",
            subject=alert.id,
            export=row.id,
            requested_by=row.requested_by,
            content=row.content_digest,
            pictures=1 + len(Bundle.from_bytes(plain).candidates),
        )
        row.save()
    return Released(row, content)


def _encrypted(package: bytes, key: str) -> bytes:
    import pyrage

    return bytes(pyrage.encrypt(package, [pyrage.x25519.Recipient.from_str(key)]))
