"""What the camera acts share: finding a run, and its counters as ledger details."""

from dataclasses import replace
from datetime import datetime, timedelta

from overt.actions.errors import ActionRefused
from overt.actions.values import Tally
from overt.ledger.entry import Value
from overt.measure.seeded import AFTER_SECONDS
from overt.records.models import CameraRun, SeededPassage

LEASE = timedelta(seconds=15)
TALLY_EVERY = timedelta(seconds=60)
"""Counters go into the ledger this often while a run lasts, and at its end."""

NOTED_WITHIN = timedelta(seconds=1)
"""Counters come with a lease, so a rise is noted a little after it happened."""

COUNTERS = (
    "frames",
    "frames_skipped",
    "faces_detected",
    "passages",
    "recognition_opportunities",
    "templates_made",
    "templates_overwritten",
    "longest_template_ms",
)


def find_run(run: CameraRun | str) -> CameraRun:
    """Return the run as it stands now."""
    wanted = run if isinstance(run, str) else run.id
    try:
        return CameraRun.objects.get(pk=wanted)
    except CameraRun.DoesNotExist:
        raise ActionRefused("no_such_run", "There is no such camera run on this site.") from None


def keep_tally(row: CameraRun, tally: Tally) -> None:
    """Put the counters into the run's row; counters that went back are refused."""
    for name in COUNTERS:
        if getattr(tally, name) < getattr(row, name):
            raise ActionRefused("tally_went_back", f"The counter {name} went back: it counts from the run's beginning.")
        setattr(row, name, getattr(tally, name))
    row.refusals_json = dict(sorted(tally.refusals.items()))


def note_opportunity(row: CameraRun, now: datetime) -> None:
    """Keep that the camera made a template of somebody by now, for seeded passages marked shortly before."""
    row.last_opportunity_at = now
    marked = SeededPassage.objects.filter(deployment=row.deployment_id, camera=row.camera, had_opportunity=False)
    marked.filter(marked_at__gte=now - timedelta(seconds=AFTER_SECONDS) - NOTED_WITHIN).update(had_opportunity=True)


def tally_details(tally: Tally) -> dict[str, Value]:
    """Return the counters as the ledger takes them."""
    counted: dict[str, Value] = {name: getattr(tally, name) for name in COUNTERS}
    codes = sorted(tally.refusals)
    return counted | {"refusal_codes": codes, "refusal_counts": [tally.refusals[code] for code in codes]}


def tally_of(row: CameraRun) -> Tally:
    """Return the counters a run's row holds."""
    counted = Tally(**{name: getattr(row, name) for name in COUNTERS})
    return replace(counted, refusals=dict(row.refusals_json))
