"""A technical lead signs that an application, its engine and a trial's evaluation plan are technically suitable."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, TechnicalSignature


def sign_technical_suitability(by: Actor, deployment: Deployment | str, *, statement: str) -> TechnicalSignature:
    """Sign, in one's own words, for a submitted application (M-06, M-18, M-19); never one's own."""
    if not statement.strip():
        raise ActionRefused("statement_missing", "Say why this use is technically suitable.")
    with act(by, "sign_technical_suitability", deployment) as acting:
        signature = TechnicalSignature(
            id=new_id(),
            deployment=acting.deployment,
            signed_by=by.id,
            statement=statement.strip(),
            signed_at=acting.now,
        )
        acting.record(
            "deployment.technical_suitability_signed",
            subject=signature.id,
            signature=signature.id,
            statement=acting.commit_to(signature.statement.encode()),
        )
        signature.save(force_insert=True)
    return signature
