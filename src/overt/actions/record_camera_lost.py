"""Record that a camera's process died; its supervisor does this, since the process cannot."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.begin_camera_run import mark_lost
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun, RunState


def record_camera_lost(run: CameraRun | str, *, reason: str) -> CameraRun:
    """Declare a run lost and free its lease; `reason` is a code, such as `killed` or `crashed`."""
    with act(SOFTWARE, "record_camera_lost", find_run(run).deployment_id) as acting:
        row = find_run(run)
        if row.state != RunState.RUNNING:
            raise ActionRefused("run_over", "This camera run is over already.")
        mark_lost(acting, row, reason)
    return row
