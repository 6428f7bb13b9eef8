"""Release an alert that was kept as evidence: its own clock counts again, and the next sweep erases what is due."""

from overt.actions._alerts import find_alert
from overt.actions._holds import about_holding, hold_in_force
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Alert, EvidentialHold, HoldEnd


def release_hold(by: Actor, alert: Alert | str, *, reason: str, tap: str = "") -> EvidentialHold:
    """End the hold in force, saying why; one person is enough, since it keeps less."""
    found = find_alert(alert)
    with act(by, "release_hold", found.deployment_id, about_holding(found.id), tap) as acting:
        hold = hold_in_force(found.id)
        assert hold is not None, "the law asked for one"
        told = acting.state_reason("release_hold", reason)
        acting.record("alert.hold_ended", subject=found.id, hold=hold.id, how=HoldEnd.RELEASED.value, words=told)
        hold.ended_as, hold.ended_by, hold.ended_at = HoldEnd.RELEASED.value, by.id, acting.now
        hold.save()
    return hold
