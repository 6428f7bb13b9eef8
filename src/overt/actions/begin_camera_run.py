"""Take the lease of one camera for one process; while it lasts, a second process is refused."""

from overt.actions._runs import LEASE, tally_details, tally_of
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.law.states import State
from overt.records.ids import new_id
from overt.records.models import CameraRun, Deployment, RunState
from overt.records.queries.authority import terms_of


def begin_camera_run(deployment: Deployment | str, *, camera: str, pid: int, warrant: str = "") -> CameraRun:
    """Begin a run with a lease of 15 s, renewed by `renew_camera_run`; without a warrant yet it may not compare.

    A run whose lease has lapsed is put on record as lost first.

    Raises:
        ActionRefused: `camera_in_use` while another process holds the lease; `camera_unknown`.
    """
    with act(SOFTWARE, "begin_camera_run", deployment) as acting:
        row = acting.deployment
        if not row.cameras.filter(name=camera).exists():
            raise ActionRefused("camera_unknown", f"This deployment has no camera called {camera}.")
        if camera not in terms_of(row).cameras:
            raise ActionRefused(
                "camera_not_authorised", f"A condition of the authority leaves the camera {camera} out."
            )
        if warrant and row.state != State.LIVE:
            raise ActionRefused("not_live", "A camera run takes up a warrant only while its deployment is live.")
        _clear_lapsed(acting, camera)
        run = CameraRun(
            id=new_id(),
            deployment=row,
            camera=camera,
            pid=pid,
            warrant=warrant,
            started_at=acting.now,
            tally_recorded_at=acting.now,
            lease_until=acting.now + LEASE,
        )
        acting.record("camera.run_began", subject=run.id, run=run.id, camera=camera, warrant=warrant or None)
        run.save(force_insert=True)
    return run


def _clear_lapsed(acting: Acting, camera: str) -> None:
    for other in CameraRun.objects.filter(deployment=acting.deployment, camera=camera, state=RunState.RUNNING):
        if other.lease_until > acting.now:
            raise ActionRefused("camera_in_use", f"Another process is running the camera {camera} already.")
        mark_lost(acting, other, "lease_lapsed")


def mark_lost(acting: Acting, run: CameraRun, reason: str) -> None:
    """Record that a run's process is gone, with the counters it last left."""
    acting.record("tally.recorded", subject=run.id, run=run.id, camera=run.camera, **tally_details(tally_of(run)))
    acting.record("camera.lost", subject=run.id, run=run.id, camera=run.camera, reason_code=reason)
    run.state, run.ended_at, run.warrant = RunState.LOST, acting.now, ""
    run.save()
