"""End a camera run in order, with its final counters."""

from overt.actions._runs import find_run, keep_tally, note_opportunity, tally_details
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import Tally
from overt.records.models import CameraRun, RunState


def end_camera_run(run: CameraRun | str, tally: Tally, *, reason: str = "stopped") -> CameraRun:
    """End a running run; `reason` is a code in small letters, digits and underscores."""
    with act(SOFTWARE, "end_camera_run", find_run(run).deployment_id) as acting:
        row = find_run(run)
        if row.state != RunState.RUNNING:
            raise ActionRefused("run_over", "This camera run is over already.")
        acting.record(
            "camera.run_ended",
            subject=row.id,
            run=row.id,
            camera=row.camera,
            reason_code=reason,
            **tally_details(tally),
        )
        if tally.recognition_opportunities > row.recognition_opportunities:
            note_opportunity(row, acting.now)
        keep_tally(row, tally)
        row.state, row.ended_at, row.warrant = RunState.ENDED, acting.now, ""
        row.save()
    return row
