"""Passages counted by hand: what was drawn, what was counted, and the pairs an error is computed from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from overt.records.models import CameraRun, CountedMinute, Deployment, ManualCount


@dataclass(frozen=True)
class DrawnMinute:
    """One drawn minute with its span, and what was counted in it, if somebody did."""

    camera: str
    minute: int
    begins_at: datetime
    ends_at: datetime
    counted: CountedMinute | None


def passages_at(deployment: str, camera: str) -> int:
    """Return what a camera has counted so far, over all its runs."""
    runs = CameraRun.objects.filter(deployment_id=deployment, camera=camera)
    return int(runs.aggregate(passages=Sum("passages", default=0))["passages"])


def drawn_minutes(deployment: Deployment) -> list[DrawnMinute]:
    """Return the drawn minutes in order of time; none before the draw."""
    plan = ManualCount.objects.filter(deployment=deployment).first()
    if plan is None or deployment.started_at is None:
        return []
    done = {(row.camera, row.minute): row for row in plan.minutes.all()}
    found = []
    for camera, minute in plan.draw_json:
        begins = deployment.started_at + timedelta(minutes=minute)
        counted = done.get((camera, minute))
        found.append(DrawnMinute(camera, minute, begins, begins + timedelta(minutes=1), counted))
    return sorted(found, key=lambda one: (one.begins_at, one.camera))


def counted_pairs(deployment: str) -> list[tuple[int, int]]:
    """Return (by hand, by the software) of every drawn minute that was counted to its end."""
    rows = CountedMinute.objects.filter(manual_count__deployment_id=deployment).exclude(by_hand=None)
    told = rows.order_by("began_at").values_list("by_hand", "passages_before", "passages_after")
    return [(by_hand, after - before) for by_hand, before, after in told if by_hand is not None and after is not None]
