"""Mix a known negative into a rehearsal's queue: two alerts already raised, shown as if they were one."""

import secrets

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, KnownNegative
from overt.records.queries.negatives import pairs_to_mix


def mix_in_negative(by: Actor, deployment: Deployment | str, *, tap: str = "") -> KnownNegative:
    """Let chance pick one pair of a probe and another subject; nothing new of anybody is kept.

    Raises ActionRefused outside a rehearsal, and while no pair shows two different people for certain.
    """
    with act(by, "mix_in_negative", deployment, tap=tap) as acting:
        pairs = pairs_to_mix(acting.deployment.id)
        if not pairs:
            raise ActionRefused(
                "no_pair_to_mix",
                "No known negative can be made yet: it takes an alert that was recognised, and one of another subject.",
            )
        probe, candidate = secrets.choice(pairs)
        row = KnownNegative(
            id=new_id(),
            deployment=acting.deployment,
            probe_of=probe.id,
            candidate_of=candidate.id,
            camera=probe.camera,
            mixed_in_by=by.id,
            mixed_in_at=acting.now,
        )
        acting.record(
            "negative.mixed_in", subject=row.id, negative=row.id, probe_of=probe.id, candidate_of=candidate.id
        )
        row.save(force_insert=True)
    return row
