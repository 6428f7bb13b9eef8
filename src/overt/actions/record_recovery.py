"""Record that a camera's pictures came back, and after how long."""

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records.models import CameraRun


def record_recovery(run: CameraRun | str) -> CameraRun:
    """Close a run's open outage."""
    with act(SOFTWARE, "record_recovery", find_run(run).deployment_id) as acting:
        row = find_run(run)
        if row.outage_since is None:
            raise ActionRefused("no_outage", "This camera has no outage on record.")
        seconds = max(0, round((acting.now - row.outage_since).total_seconds()))
        acting.record("camera.outage_ended", subject=row.id, run=row.id, camera=row.camera, seconds=seconds)
        row.outage_since = None
        row.save()
    return row
