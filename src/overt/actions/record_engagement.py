"""Record that an Engagement Officer spoke to somebody after an alert, and whether that came before both views."""

from datetime import datetime

from overt.actions._alerts import about, find_alert, seal_note, set_erase_by
from overt.actions._duty import begin_if_needed
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import Alert, AlertState, Engagement


def record_engagement(
    by: Actor,
    alert: Alert | str,
    *,
    engaged_at: datetime | None = None,
    reason_before_recorded: str = "",
    tap: str = "",
) -> Engagement:
    """Record an engagement; before both own views are recorded it needs the emergency's reason (I-3)."""
    found = find_alert(alert)
    explained = bool(reason_before_recorded.strip())
    learn = about(found.id, reason_for_engaging_first=explained)
    with act(by, "record_engagement", found.deployment_id, learn, tap) as acting:
        row = find_alert(found.id)
        known = acting.facts.alert
        early = not (known.operator_has_viewed and by.id in known.viewers)
        at = engaged_at or acting.now
        if not row.raised_at <= at <= acting.now:
            raise ActionRefused("engaged_when", "The engagement lies before the alert or in the future.")
        engagement = Engagement(
            id=new_id(),
            alert=row,
            officer=by.id,
            engaged_at=at,
            recorded_at=acting.now,
            before_recorded=early,
        )
        told = acting.commit_to(reason_before_recorded.strip().encode()) if early else None
        begin_if_needed(acting, Role.ENGAGEMENT_OFFICER)
        acting.record("alert.engaged", subject=row.id, engagement=engagement.id, before_recorded=early, reason=told)
        engagement.reason_sealed = seal_note(row, reason_before_recorded)
        engagement.save(force_insert=True)
        row.state = AlertState.ENGAGED
        set_erase_by(row)
    return engagement
