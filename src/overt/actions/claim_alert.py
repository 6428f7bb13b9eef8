"""Claim an alert: one operator has it, and the others see who."""

from overt.actions._alerts import about, find_alert
from overt.actions._duty import begin_if_needed
from overt.actions.act import act
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.models import Alert


def claim_alert(by: Actor, alert: Alert | str, *, tap: str = "") -> Alert:
    """Claim an alert nobody on duty has; going on duty comes with it."""
    found = find_alert(alert)
    with act(by, "claim_alert", found.deployment_id, about(found.id), tap) as acting:
        row = find_alert(found.id)
        begin_if_needed(acting, Role.OPERATOR)
        acting.record("alert.claimed", subject=row.id)
        row.claimed_by, row.claimed_at = by.id, acting.now
        row.save()
    return row
