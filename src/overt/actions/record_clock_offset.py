"""Record how far the clock of a camera's machine is from its time source, when a run begins."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun


def record_clock_offset(run: CameraRun | str, *, synchronised: bool, offset_ms: str) -> CameraRun:
    """Put the offset on record; `offset_ms` is decimal text, empty when it is not known."""
    with act(SOFTWARE, "record_clock_offset", find_run(run).deployment_id) as acting:
        row = find_run(run)
        acting.record(
            "clock.offset_recorded",
            subject=row.id,
            run=row.id,
            camera=row.camera,
            synchronised=synchronised,
            offset_ms=offset_ms or None,
        )
    return row
