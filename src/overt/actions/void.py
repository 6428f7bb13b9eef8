"""Void an authority because what it was about has changed since it was given (E-87, E-88)."""

from overt.actions._ending import drop_warrants, end_for_good, stand_down, start_erasure_clocks, withdraw_keys
from overt.actions.act import act
from overt.actions.system import SOFTWARE
from overt.records.models import Deployment


def void(deployment: Deployment | str) -> Deployment:
    """End a deployment whose recorded engine, threshold, list, cameras or hours differ from what was authorised."""
    with act(SOFTWARE, "void", deployment) as acting:
        withdraw_keys(acting)
        acting.record("deployment.cancelled", subject=acting.deployment.id, reason_code="authority_voided")
        start_erasure_clocks(acting)
        stand_down(acting)
        drop_warrants(acting)
    end_for_good(acting.deployment.id)
    return acting.deployment
