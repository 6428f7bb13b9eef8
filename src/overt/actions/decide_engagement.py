"""Record that an Engagement Officer will engage or will not, and why: an alert alone decides nothing (E-82, M-17)."""

from typing import get_args

from overt.actions._alerts import about, find_alert, seal_note
from overt.actions.act import act
from overt.actions.engagement_values import EngageGround, Ground, LeaveGround
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Alert, EngagementDecision


def decide_engagement(
    by: Actor, alert: Alert | str, *, engage: bool, ground: Ground, note: str = "", tap: str = ""
) -> EngagementDecision:
    """Record one officer's decision, on a ground of the closed list; `other` needs words."""
    if ground not in get_args(EngageGround if engage else LeaveGround):
        raise ActionRefused("ground_unknown", "The ground does not belong to that decision.")
    if ground == "other" and not note.strip():
        raise ActionRefused("reason_missing", "Say why: the reason is empty.")
    found = find_alert(alert)
    with act(by, "decide_engagement", found.deployment_id, about(found.id), tap) as acting:
        row = find_alert(found.id)
        decision = EngagementDecision(
            id=new_id(), alert=row, officer=by.id, engage=engage, ground=ground, decided_at=acting.now
        )
        acting.record(
            "alert.engagement_decided",
            subject=row.id,
            decision=decision.id,
            engage=engage,
            ground=ground,
            reason=acting.commit_to(note.strip().encode()) if note.strip() else None,
        )
        decision.reason_sealed = seal_note(row, note)
        decision.save(force_insert=True)
    return decision
