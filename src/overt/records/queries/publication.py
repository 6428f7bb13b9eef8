"""The fields of a frozen authority as commitments that can be opened one by one, and the report that is published.

Each field is committed to under a salt of its own, so that its owner may withhold one and show the others. After an
unauthorised change a value no longer opens what the ledger holds.
"""

import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785

from overt.ledger import CheckpointRefused
from overt.ledger.checkpoint import read_signing_key
from overt.ledger.cosigning import COSIGNED_FILE, signers_of
from overt.ledger.note import VerifierKey
from overt.ledger.signed import CHECKPOINT_FILE, open_checkpoint
from overt.records.models import AuthorityField, Deployment, ErasureReceipt, Publication
from overt.records.queries.figures import alert_figures, run_figures
from overt.records.queries.packs import pack_of

Shown = Mapping[str, str | list[str]]
"""A field by its name: its salt and its value as canonical JSON, or the commitment alone."""


def authority_fields(deployment: Deployment) -> dict[str, str]:
    """Return every field of the frozen authority and of its snapshot, each as canonical JSON text."""
    snapshot: dict[str, Any] = json.loads(deployment.snapshot_json or "{}")
    applied: dict[str, Any] = snapshot.pop("application", {})
    if "cameras" in applied:
        applied["zones"] = applied.pop("cameras")
    frozen: dict[str, Any] = json.loads(deployment.authority_json or "{}")
    return {name: rfc8785.dumps(value).decode() for name, value in sorted((applied | snapshot | frozen).items())}


def shown_authority(deployment: Deployment, withheld: Collection[str] = ()) -> Shown:
    """Return the authority as outsiders get it: fields opened with their salts, the others as commitments.

    What was erased since can no longer be opened; its commitment stays.
    """
    kept = authority_fields(deployment)
    return {
        row.name: row.commitment if row.name in withheld or row.name not in kept else [row.salt, kept[row.name]]
        for row in AuthorityField.objects.filter(deployment=deployment).order_by("name")
    }


def fields_digest(deployment: Deployment) -> str:
    """Return the SHA-256 (hexadecimal) over the commitments to all fields: what the ledger holds of them."""
    rows = AuthorityField.objects.filter(deployment=deployment)
    return sha256(rfc8785.dumps(dict(rows.values_list("name", "commitment")))).hexdigest()


def commit_to_field(salt: str, name: str, text: str) -> str:
    """Commit to one field: HMAC-SHA256 under its salt of its name and text, 64 hexadecimal digits."""
    return hmac.digest(bytes.fromhex(salt), rfc8785.dumps([name, text]), "sha256").hex()


def report_of(deployment: Deployment) -> bytes:
    """Return the numbers that are published, as canonical JSON: what the verifier recounts from the ledger."""
    counted, alerts = run_figures(deployment.id), alert_figures(deployment.id)
    receipts = ErasureReceipt.objects.filter(deployment=deployment.id).order_by("done_at", "id")
    return rfc8785.dumps(
        {
            "v": 1,
            "deployment": deployment.id,
            "kind": deployment.kind,
            "passages": counted.passages,
            "frames": counted.frames,
            "faces_detected": counted.faces_detected,
            "recognition_opportunities": counted.recognition_opportunities,
            "alerts": alerts.total,
            "judged": {judgement.value: count for judgement, count in alerts.judged.items() if count},
            "disposals": dict(alerts.disposals),
            "receipts": [
                {"receipt": row.id, "what": row.what, "keys": row.keys_destroyed, "late_seconds": row.late_seconds}
                for row in receipts
            ],
        }
    )


@dataclass(frozen=True)
class Witnessed:
    """Which witnesses signed a checkpoint that covers a publication, and how many the law pack asks for."""

    by: tuple[str, ...]
    wanted: int

    @property
    def counts(self) -> bool:
        """Whether the report counts as published."""
        return len(self.by) >= self.wanted


def witnessed(publication: Publication, home: Path, witnesses: Sequence[VerifierKey]) -> Witnessed:
    """Return who of the site's witnesses signed for a publication, by the checkpoints under `home`."""
    key, by = read_signing_key(home / "keys").verifier, set[str]()
    for name in (COSIGNED_FILE, CHECKPOINT_FILE):
        path = home / "ledger" / name
        note = path.read_bytes() if path.exists() else b""
        try:
            covers = open_checkpoint(note, key).size > publication.entry
        except CheckpointRefused:
            continue
        by |= set(signers_of(note, witnesses)) if covers else set()
    return Witnessed(tuple(sorted(by)), pack_of(publication.deployment).witness_quorum)
