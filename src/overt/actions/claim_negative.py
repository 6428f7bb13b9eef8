"""Claim a known negative, as an alert is claimed."""

from overt.actions._duty import begin_if_needed
from overt.actions._negatives import about, find_negative
from overt.actions.act import act
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.models import KnownNegative


def claim_negative(by: Actor, negative: str, *, tap: str = "") -> KnownNegative:
    """Claim one that nobody on duty has; going on duty comes with it."""
    found = find_negative(negative)
    with act(by, "claim_negative", found.deployment_id, about(negative), tap) as acting:
        row = find_negative(negative)
        begin_if_needed(acting, Role.OPERATOR)
        acting.record("negative.claimed", subject=row.id, negative=row.id)
        row.claimed_by = by.id
        row.save()
    return row
