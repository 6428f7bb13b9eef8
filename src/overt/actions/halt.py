"""Halt a live deployment: the key is withdrawn before anything is written, so comparison stops whatever else fails."""

from overt.actions import site
from overt.actions._ending import drop_warrants
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment


def halt(by: Actor, deployment: Deployment | str, *, reason: str, tap: str = "") -> Deployment:
    """Halt at once; anyone on duty may, and so may the software (E-98)."""
    with act(by, "halt", deployment, tap=tap) as acting:
        site.vault().suspend(acting.deployment.id)
        told = acting.state_reason("halt", reason)
        acting.record("deployment.halted", subject=acting.deployment.id, reason=told)
        acting.deployment.halted_at = acting.now
        drop_warrants(acting)
    return acting.deployment
