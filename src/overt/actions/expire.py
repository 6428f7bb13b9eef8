"""Expire what has run out of its hours; the vault refuses by its own clock already, this puts it on record."""

from overt.actions import site
from overt.actions._ending import drop_warrants, end_for_good, start_erasure_clocks, withdraw_keys
from overt.actions.act import act
from overt.actions.close import record_end_of_recording
from overt.actions.system import SOFTWARE
from overt.law.transitions import TRANSITIONS
from overt.ledger.entry import time_text
from overt.records.models import Deployment


def expire(deployment: Deployment | str) -> Deployment:
    """Expire one deployment whose authorised hours have passed."""
    with act(SOFTWARE, "expire", deployment) as acting:
        withdraw_keys(acting)
        acting.record("deployment.expired", subject=acting.deployment.id, ends_at=time_text(acting.deployment.ends_at))
        record_end_of_recording(acting)
        start_erasure_clocks(acting)
        drop_warrants(acting)
    end_for_good(acting.deployment.id)
    return acting.deployment


def expire_due() -> int:
    """Expire every deployment whose hours have passed; says how many."""
    states = next(row.from_states for row in TRANSITIONS if row.name == "expire")
    due = Deployment.objects.filter(state__in=states, ends_at__lte=site.now()).values_list("id", flat=True)
    return len([expire(deployment) for deployment in list(due)])
