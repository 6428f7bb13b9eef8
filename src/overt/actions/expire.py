"""Expire what has run out of its hours; the vault refuses by its own clock already, this puts it on record."""

from django.db.models import Q

from overt.actions import site
from overt.actions._checking import stop_with_the_deployment
from overt.actions._ending import drop_warrants, end_for_good, stand_down, start_erasure_clocks, withdraw_keys
from overt.actions.act import act
from overt.actions.close import record_end_of_recording
from overt.actions.system import SOFTWARE
from overt.law.transitions import TRANSITIONS
from overt.ledger.entry import time_text
from overt.records.models import Deployment
from overt.records.queries.authority import ends_at_of


def expire(deployment: Deployment | str) -> Deployment:
    """Expire one deployment whose authorised hours have passed."""
    with act(SOFTWARE, "expire", deployment) as acting:
        withdraw_keys(acting)
        stop_with_the_deployment(acting)
        row = acting.deployment
        acting.record("deployment.expired", subject=row.id, ends_at=time_text(ends_at_of(row)))
        record_end_of_recording(acting)
        start_erasure_clocks(acting)
        stand_down(acting)
        drop_warrants(acting)
    end_for_good(acting.deployment.id)
    return acting.deployment


def expire_due() -> int:
    """Expire every deployment whose hours have passed; says how many."""
    states = next(row.from_states for row in TRANSITIONS if row.name == "expire")
    now = site.now()
    over = Q(ends_at__lte=now) | Q(authorised_until__lte=now)
    due = Deployment.objects.filter(over, state__in=states).values_list("id", flat=True)
    return len([expire(deployment) for deployment in list(due)])
