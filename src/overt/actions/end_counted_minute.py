"""End one counted minute with the number counted by hand; what the camera counted meanwhile is taken down beside it."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import CountedMinute
from overt.records.queries.manual_counts import passages_at


def end_counted_minute(by: Actor, counted: str, *, by_hand: int, tap: str = "") -> CountedMinute:
    """End it; only who began it can, once, and the software's number is shown to nobody before."""
    found = CountedMinute.objects.select_related("manual_count").filter(pk=counted).first()
    if found is None:
        raise ActionRefused("no_such_count", "There is no such count.")
    with act(by, "end_counted_minute", found.manual_count.deployment_id, tap=tap) as acting:
        row = CountedMinute.objects.get(pk=counted)
        if row.counted_by != by.id or row.by_hand is not None:
            raise ActionRefused("count_of_another", "Only who began this count ends it, and once.")
        row.by_hand, row.ended_at = by_hand, acting.now
        row.passages_after = passages_at(acting.deployment.id, row.camera)
        acting.record(
            "count.ended",
            subject=row.id,
            count=row.manual_count_id,
            camera=row.camera,
            minute=row.minute,
            by_hand=by_hand,
            passages=row.passages_after - row.passages_before,
        )
        row.save()
    return row
