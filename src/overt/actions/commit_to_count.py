"""Commit, before the start, to the seed that draws the minutes in which passages are counted by hand."""

import secrets
from hashlib import sha256

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.sampling import SEED_BYTES
from overt.records.ids import new_id
from overt.records.models import Deployment, ManualCount

MOST_MINUTES = 60


def commit_to_count(by: Actor, deployment: Deployment | str, *, wanted: int, tap: str = "") -> ManualCount:
    """Commit to `wanted` minutes, once a deployment: a second draw would be a choice."""
    if not 1 <= wanted <= MOST_MINUTES:
        raise ActionRefused("count_size", f"Count between 1 and {MOST_MINUTES} minutes.")
    seed = secrets.token_bytes(SEED_BYTES)
    with act(by, "commit_to_count", deployment, tap=tap) as acting:
        if ManualCount.objects.filter(deployment=acting.deployment).exists():
            raise ActionRefused("count_committed", "The minutes of this deployment are committed to already.")
        row = ManualCount(
            id=new_id(),
            deployment=acting.deployment,
            wanted=wanted,
            seed=seed.hex(),
            committed_by=by.id,
            committed_at=acting.now,
        )
        acting.record(
            "count.committed", subject=row.id, count=row.id, seed_digest=sha256(seed).hexdigest(), wanted=wanted
        )
        row.save(force_insert=True)
    return row
