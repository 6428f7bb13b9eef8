"""Commit to an audit before anybody can know what it will draw: its period, its size and the digest of its seed."""

import secrets
from datetime import datetime
from hashlib import sha256

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.ledger.entry import time_text
from overt.ledger.sampling import SEED_BYTES
from overt.records.ids import new_id
from overt.records.models import Audit, Person

MOST_WANTED = 200


def commit_to_audit(by: Person | Actor, *, since: datetime, until: datetime, wanted: int, dice: str = "") -> Audit:
    """Commit to an audit of the acts from `since` to before `until`, `wanted` of each class.

    `dice` are words or throws of the auditor's own that make the seed; without them it is made at random. An overseer's
    audit is the oversight group's own.

    Raises:
        ActionRefused: the period is not over, or the size makes no sense.
    """
    seed = sha256(dice.strip().encode()).digest() if dice.strip() else secrets.token_bytes(SEED_BYTES)
    with act(by, "commit_to_audit") as acting:
        if not since < until <= acting.now:
            raise ActionRefused("period_unclear", "An audited period begins before it ends, and is over.")
        if not 1 <= wanted <= MOST_WANTED:
            raise ActionRefused("audit_size", f"Draw between 1 and {MOST_WANTED} of each kind.")
        audit = Audit(
            id=new_id(),
            of_panel=Role.OVERSEER in acting.facts.roles,
            since=since,
            until=until,
            wanted=wanted,
            seed=seed.hex(),
            owner=by.id,
            committed_at=acting.now,
        )
        entry = acting.record(
            "audit.committed",
            subject=audit.id,
            audit=audit.id,
            of_panel=audit.of_panel,
            seed_digest=sha256(seed).hexdigest(),
            since=time_text(since),
            until=time_text(until),
            wanted=wanted,
        )
        audit.entry = entry.index
        audit.save(force_insert=True)
    return audit
