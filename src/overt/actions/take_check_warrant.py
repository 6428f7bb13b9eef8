"""Put on record under which warrant a camera run compares in a check; before that it recognises nobody."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun, RunState
from overt.records.queries.checks import check_under_way


def take_check_warrant(run: CameraRun | str, *, warrant: str) -> CameraRun:
    """Bind a running run to a warrant for the check under way."""
    if not warrant:
        raise ActionRefused("warrant_missing", "A camera run compares under a warrant, and none was given.")
    with act(SOFTWARE, "take_check_warrant", find_run(run).deployment_id) as acting:
        row = find_run(run)
        check = check_under_way(acting.deployment.id, acting.now)
        if row.state != RunState.RUNNING or check is None:
            raise ActionRefused("run_over", "This camera run is over; begin another.")
        acting.record(
            "check.comparing", subject=check.id, check=check.id, run=row.id, camera=row.camera, warrant=warrant
        )
        row.warrant = warrant
        row.save()
    return row
