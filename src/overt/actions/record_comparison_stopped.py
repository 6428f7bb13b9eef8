"""Record that a camera stopped comparing while its run goes on: a halt, the end of the hours, unwritable records."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun


def record_comparison_stopped(run: CameraRun | str, *, reason: str) -> CameraRun:
    """Put the stop on record; `reason` is a code, such as `halted` or `not_recordable` (I-4).

    It comes after the stop, not before it: nothing may delay a stop.
    """
    with act(SOFTWARE, "record_comparison_stopped", find_run(run).deployment_id) as acting:
        row = find_run(run)
        acting.record("camera.comparison_stopped", subject=row.id, run=row.id, camera=row.camera, reason_code=reason)
    return row
