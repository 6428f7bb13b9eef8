"""Begin to count one drawn minute by hand: what the camera has counted so far is taken down."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import CountedMinute, Deployment, ManualCount
from overt.records.queries.manual_counts import drawn_minutes, passages_at


def begin_counted_minute(
    by: Actor, deployment: Deployment | str, *, camera: str, minute: int, tap: str = ""
) -> CountedMinute:
    """Begin, while the drawn minute lasts; who counts ends it again when they have counted long enough.

    Raises ActionRefused for a minute that was not drawn, is not now, or is counted already.
    """
    with act(by, "begin_counted_minute", deployment, tap=tap) as acting:
        drawn = {(one.camera, one.minute): one for one in drawn_minutes(acting.deployment)}.get((camera, minute))
        if drawn is None or not drawn.begins_at <= acting.now < drawn.ends_at:
            raise ActionRefused("minute_not_now", "This minute was not drawn, or it is not now.")
        if drawn.counted is not None:
            raise ActionRefused("minute_counted", "Somebody counts this minute already.")
        row = CountedMinute(
            id=new_id(),
            manual_count=ManualCount.objects.get(deployment=acting.deployment),
            camera=camera,
            minute=minute,
            counted_by=by.id,
            began_at=acting.now,
            passages_before=passages_at(acting.deployment.id, camera),
        )
        acting.record("count.began", subject=row.id, count=row.manual_count_id, camera=camera, minute=minute)
        row.save(force_insert=True)
    return row
