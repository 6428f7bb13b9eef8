"""Refuse an application, with the reason; its watchlist goes to erasure."""

from overt.actions._ending import end_for_good, start_erasure_clocks, withdraw_keys
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment


def refuse(by: Actor, deployment: Deployment | str, *, reason: str) -> Deployment:
    """Refuse a submitted deployment; never by anybody who had a hand in the application."""
    with act(by, "refuse", deployment) as acting:
        withdraw_keys(acting)
        told = acting.state_reason("refuse", reason)
        acting.record("deployment.refused", subject=acting.deployment.id, reason=told)
        start_erasure_clocks(acting)
    end_for_good(acting.deployment.id)
    return acting.deployment
