"""A second person signs that a live rehearsal's space is controlled, and says where its signs are."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, SpaceSignature


def sign_controlled_space(by: Actor, deployment: Deployment | str, *, statement: str, signs: str) -> SpaceSignature:
    """Sign for the space: `statement` says how it is kept to consenting people, `signs` what is shown and where."""
    if not statement.strip() or not signs.strip():
        raise ActionRefused("statement_missing", "Say how the space is controlled, and where its signs are.")
    with act(by, "sign_controlled_space", deployment) as acting:
        signature = SpaceSignature(
            id=new_id(),
            deployment=acting.deployment,
            signed_by=by.id,
            statement=statement.strip(),
            signs=signs.strip(),
            signed_at=acting.now,
        )
        said = acting.commit_to(f"{signature.statement}\n{signature.signs}".encode())
        acting.record("rehearsal.space_signed", subject=signature.id, signature=signature.id, statement=said)
        signature.save(force_insert=True)
    return signature
