"""Propose to keep one alert as evidence; alone this keeps nothing, until a second person agrees."""

from datetime import datetime

from overt.actions._alerts import find_alert, seal_note
from overt.actions._holds import about_holding
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.holds import HoldGround
from overt.ledger.entry import time_text
from overt.records.ids import new_id
from overt.records.models import Alert, EvidentialHold


def propose_hold(
    by: Actor, alert: Alert | str, *, ground: HoldGround, words: str, review_by: datetime, tap: str = ""
) -> EvidentialHold:
    """Propose a hold, or a renewal of the one in force, to be looked at again by `review_by` (aware UTC).

    The words say what the alert is evidence of; they are sealed under the alert's own key.
    """
    if not words.strip():
        raise ActionRefused("reason_missing", "Say why: the reason is empty.")
    found = find_alert(alert)
    with act(by, "propose_hold", found.deployment_id, about_holding(found.id, review_by=review_by), tap) as acting:
        row = find_alert(found.id)
        hold = EvidentialHold(
            id=new_id(),
            deployment=acting.deployment,
            alert=row.id,
            ground=HoldGround(ground).value,
            review_by=review_by,
            proposed_by=by.id,
            proposed_at=acting.now,
        )
        acting.record(
            "alert.hold_proposed",
            subject=row.id,
            hold=hold.id,
            ground=hold.ground,
            review_by=time_text(review_by),
            words=acting.commit_to(words.strip().encode()),
        )
        hold.reason_sealed = seal_note(row, words)
        hold.save(force_insert=True)
    return hold
