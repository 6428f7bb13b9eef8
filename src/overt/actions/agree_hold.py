"""Agree, as the second person, to keep one alert as evidence: from now on its clock does not erase it."""

from overt.actions._alerts import find_alert
from overt.actions._holds import about_holding, hold_in_force, hold_waiting
from overt.actions.act import act
from overt.actions.system import Actor
from overt.ledger.entry import time_text
from overt.records.models import Alert, EvidentialHold, HoldEnd


def agree_hold(by: Actor, alert: Alert | str, *, tap: str = "") -> EvidentialHold:
    """Put the proposed hold in force; one that was in force is renewed by it and ends."""
    found = find_alert(alert)
    with act(by, "agree_hold", found.deployment_id, about_holding(found.id), tap) as acting:
        hold, before = hold_waiting(found.id), hold_in_force(found.id)
        assert hold is not None, "the law asked for one"
        acting.record(
            "alert.hold_agreed",
            subject=found.id,
            hold=hold.id,
            proposed_by=hold.proposed_by,
            renews=before.id if before else None,
            review_by=time_text(hold.review_by),
        )
        if before is not None:
            before.ended_as, before.ended_by, before.ended_at = HoldEnd.RENEWED.value, by.id, acting.now
            before.save()
        hold.agreed_by, hold.agreed_at = by.id, acting.now
        hold.save()
    return hold
