"""Sign the operating points of an evaluation; they count on this site when two different people have (E-99)."""

from dataclasses import replace

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import EvaluationFacts, Facts
from overt.records.ids import new_id
from overt.records.models import EngineEvaluation, OperatingPointSignature


def sign_operating_points(by: Actor, *, fragment_digest: str, engine_digest: str) -> OperatingPointSignature:
    """Sign the fragment with this SHA-256; `engine_digest` is the digest of the engine's passport as it is now."""
    found = EngineEvaluation.objects.filter(fragment_digest=fragment_digest).exclude(fragment_digest="")
    row = found.order_by("finished_at").first()
    if row is None:
        sentence = "No evaluation finished on this site gave this fragment, or the file was changed since."
        raise ActionRefused("fragment_unknown", sentence)

    def learn(facts: Facts) -> Facts:
        signers = OperatingPointSignature.objects.filter(evaluation=row).values_list("signed_by_id", flat=True)
        same = row.engine_digest == engine_digest
        return replace(facts, evaluation=EvaluationFacts(frozenset(signers), same))

    with act(by, "sign_operating_points", learn=learn) as acting:
        signature = OperatingPointSignature(id=new_id(), evaluation=row, signed_by_id=by.id, signed_at=acting.now)
        acting.record(
            "evaluation.operating_points_signed",
            subject=row.id,
            evaluation=row.id,
            fragment=fragment_digest,
            signature=signature.id,
        )
        signature.save(force_insert=True)
    return signature
