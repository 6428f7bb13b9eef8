"""What the operator's screen says about cameras, counters and time; counts only, nothing about who passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from overt.actions import site
from overt.law import State
from overt.records.models import CameraRun, Deployment, RunState
from overt.records.queries.authority import terms_of
from overt.records.queries.figures import RunFigures, run_figures


@dataclass(frozen=True)
class CameraStatus:
    """One camera in words, with the colour of its tag."""

    name: str
    words: str
    colour: str


@dataclass(frozen=True)
class Status:
    """The state part of the screen."""

    time_left: timedelta | None
    cameras: tuple[CameraStatus, ...]
    figures: RunFigures
    alerts: int


def status_of(deployment: Deployment) -> Status:
    """Return how the deployment stands now."""
    now = site.now()
    runs = list(CameraRun.objects.filter(deployment=deployment).order_by("started_at"))
    terms = terms_of(deployment)
    return Status(
        time_left=terms.ends_at - now if deployment.state in (State.LIVE, State.HALTED) else None,
        cameras=tuple(_camera(name, runs, now) for name in terms.cameras),
        figures=run_figures(deployment.pk),
        alerts=deployment.alerts.count(),
    )


def _camera(name: str, runs: list[CameraRun], now: datetime) -> CameraStatus:
    run = next((run for run in reversed(runs) if run.camera == name), None)
    if run is None:
        return CameraStatus(name, "Not started", "grey")
    if run.state == RunState.LOST or (run.state == RunState.RUNNING and run.lease_until < now):
        return CameraStatus(name, "Lost: its process has stopped answering", "red")
    if run.state == RunState.ENDED:
        return CameraStatus(name, "Stopped", "grey")
    if run.outage_since is not None:
        seconds = int((now - run.outage_since).total_seconds())
        return CameraStatus(name, f"No picture for {seconds} seconds, reconnecting", "orange")
    return CameraStatus(name, "Working", "green")
