"""Record what came of an engagement: same person or not, what was done, and under which power (E-84)."""

from typing import get_args

from overt.actions._alerts import about, find_alert, seal_answers, seal_note, set_erase_by
from overt.actions._engagement_counts import count_late
from overt.actions.act import act
from overt.actions.close_on_condition import keep_false_alert_condition
from overt.actions.engagement_values import NOT_RECORDED, EngagementRecord
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import Disposal, Identity
from overt.actions.watch_ceiling import watch_ceiling
from overt.records.ids import new_id
from overt.records.models import Alert, AlertState, Outcome
from overt.records.queries.judgement import judgement_of


def record_outcome(
    by: Actor,
    alert: Alert | str,
    *,
    identity: Identity,
    disposal: Disposal,
    note: str = "",
    record: EngagementRecord = NOT_RECORDED,
    tap: str = "",
) -> Outcome:
    """Record an outcome; anything but no action needs a note naming the power used, kept sealed with the `record`."""
    if identity not in get_args(Identity) or disposal not in get_args(Disposal):
        raise ActionRefused("outcome_unknown", "An outcome is one of the words of the form.")
    if disposal != "no_action" and not note.strip():
        raise ActionRefused("power_missing", "Say under which power this was done: an alert is none (E-84).")
    found = find_alert(alert)
    with act(by, "record_outcome", found.deployment_id, about(found.id), tap) as acting:
        row = find_alert(found.id)
        outcome = Outcome(
            id=new_id(),
            alert=row,
            identity=identity,
            disposal=disposal,
            recorded_by=by.id,
            recorded_at=acting.now,
        )
        row.outcome = outcome
        acting.record(
            "alert.outcome_recorded",
            subject=row.id,
            outcome=disposal,
            outcome_id=outcome.id,
            judged=judgement_of(row).value,
        )
        outcome.note_sealed = seal_note(row, note)
        outcome.details_sealed = seal_answers(row, record.answers())
        outcome.save(force_insert=True)
        if acting.deployment.ended_at is not None:
            count_late(acting, outcome)
        row.state = AlertState.CONCLUDED
        set_erase_by(row)
    keep_false_alert_condition(found.deployment_id)
    watch_ceiling(found.deployment_id)
    return outcome
