"""Draw the minutes to count by hand, with the ledger's root at the start, which nobody knew when the seed was fixed."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.read import entries_of
from overt.ledger.sampling import draw_of, sample
from overt.ledger.tree import roots_at
from overt.records.models import Deployment, ManualCount
from overt.records.queries.authority import terms_of


def draw_count(by: Actor, deployment: Deployment | str, *, tap: str = "") -> ManualCount:
    """Draw and reveal the seed; every camera and every whole minute of the authorised hours has the same chance."""
    with act(by, "draw_count", deployment, tap=tap) as acting:
        live = acting.deployment
        row = ManualCount.objects.filter(deployment=live).first()
        if row is None or row.drawn_at is not None:
            raise ActionRefused("nothing_to_draw", "No seed was committed to before the start, or it is drawn already.")
        size = next(entry.index for entry in entries_of(live.id) if entry.event == "deployment.started") + 1
        root = roots_at(size)[size]
        row.draw_json = _minutes(live, draw_of(bytes.fromhex(row.seed), root), row.wanted)
        row.drawn_at = acting.now
        acting.record(
            "count.drawn",
            subject=row.id,
            count=row.id,
            seed=row.seed,
            root=root.hex(),
            root_size=size,
            minutes=len(row.draw_json),
        )
        row.save()
    return row


def _minutes(live: Deployment, draw: bytes, wanted: int) -> list[list[str | int]]:
    """Return [camera, minute] pairs: number c * minutes + m stands for minute m of camera c, cameras by name."""
    terms = terms_of(live)
    assert live.started_at is not None
    minutes = int((terms.ends_at - live.started_at).total_seconds() // 60)
    cameras = sorted(terms.cameras)
    drawn = sample(draw, range(len(cameras) * minutes), wanted)
    return [[cameras[number // minutes], number % minutes] for number in drawn]
