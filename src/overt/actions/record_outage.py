"""Record that a camera's pictures stopped, so that the operator sees it and the report counts it."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun


def record_outage(run: CameraRun | str, *, reason: str) -> CameraRun:
    """Open an outage of a run; `reason` is a code, such as `no_frames` or `frozen`."""
    with act(SOFTWARE, "record_outage", find_run(run).deployment_id) as acting:
        row = find_run(run)
        if row.outage_since is not None:
            raise ActionRefused("outage_open", "This camera's outage is on record already.")
        acting.record("camera.outage_began", subject=row.id, run=row.id, camera=row.camera, reason_code=reason)
        row.outage_since = acting.now
        row.save()
    return row
