"""Withdraw an application before it is decided; its watchlist goes to erasure."""

from overt.actions._ending import end_for_good, start_erasure_clocks, withdraw_keys
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment


def withdraw(by: Actor, deployment: Deployment | str, *, reason: str) -> Deployment:
    """Withdraw a draft or a submitted deployment."""
    with act(by, "withdraw", deployment) as acting:
        withdraw_keys(acting)
        told = acting.state_reason("withdraw", reason)
        acting.record("deployment.withdrawn", subject=acting.deployment.id, reason=told)
        start_erasure_clocks(acting)
    end_for_good(acting.deployment.id)
    return acting.deployment
