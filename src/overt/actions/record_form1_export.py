"""Record that somebody takes a decided deployment's printed Form 1 away, and the digest of exactly what they took."""

from hashlib import sha256

from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment


def record_form1_export(by: Actor, deployment: Deployment | str, *, content: bytes) -> str:
    """Record the export of these bytes; returns their SHA-256 (hexadecimal)."""
    digest = sha256(content).hexdigest()
    with act(by, "export_form1", deployment) as acting:
        row = acting.deployment
        acting.record(
            "deployment.form_exported",
            subject=row.id,
            authority_digest=row.authority_digest or None,
            form_digest=digest,
        )
    return digest
