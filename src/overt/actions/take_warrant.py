"""Put on record under which warrant a camera run compares from now on; before that no alert of it is taken."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun, RunState


def take_warrant(run: CameraRun | str, *, warrant: str) -> CameraRun:
    """Bind a running run to a warrant, at first and again after every halt; the deployment must be live."""
    if not warrant:
        raise ActionRefused("warrant_missing", "A camera run compares under a warrant, and none was given.")
    with act(SOFTWARE, "take_warrant", find_run(run).deployment_id) as acting:
        row = find_run(run)
        if row.state != RunState.RUNNING:
            raise ActionRefused("run_over", "This camera run is over; begin another.")
        acting.record("camera.run_began", subject=row.id, run=row.id, camera=row.camera, warrant=warrant)
        row.warrant = warrant
        row.save()
    return row
