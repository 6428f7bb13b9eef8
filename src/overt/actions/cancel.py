"""Cancel an authorised deployment that has not started; its watchlist goes to erasure."""

from overt.actions._checking import stop_with_the_deployment
from overt.actions._ending import end_for_good, stand_down, start_erasure_clocks, withdraw_keys
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment


def cancel(by: Actor, deployment: Deployment | str, *, reason: str) -> Deployment:
    """Cancel an authority before its deployment starts."""
    with act(by, "cancel", deployment) as acting:
        withdraw_keys(acting)
        stop_with_the_deployment(acting)
        told = acting.state_reason("cancel", reason)
        acting.record("deployment.cancelled", subject=acting.deployment.id, reason=told)
        start_erasure_clocks(acting)
        stand_down(acting)
    end_for_good(acting.deployment.id)
    return acting.deployment
