"""What the operator's screen says about cameras, counters and time; counts only, nothing about who passed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from overt.actions import site
from overt.law import State
from overt.records.models import CameraRun, Deployment, DeploymentCamera, RunState
from overt.records.queries.authority import terms_of
from overt.records.queries.figures import RunFigures, run_figures


@dataclass(frozen=True)
class CameraStatus:
    """One camera in words, with the colour of its tag.

    `zone` holds the corners of its zone in hundredths of the picture, `frames_a_second` the mean over the run so far.
    """

    name: str
    words: str
    colour: str
    zone: str = ""
    frames_a_second: str = ""
    frames: int = 0
    frames_skipped: int = 0


@dataclass(frozen=True)
class Status:
    """The state part of the screen."""

    time_left: timedelta | None
    time_words: str
    cameras: tuple[CameraStatus, ...]
    figures: RunFigures
    alerts: int


def status_of(deployment: Deployment) -> Status:
    """Return how the deployment stands now."""
    now = site.now()
    runs = list(CameraRun.objects.filter(deployment=deployment).order_by("started_at"))
    terms = terms_of(deployment)
    time_left = terms.ends_at - now if deployment.state in (State.LIVE, State.HALTED) else None
    return Status(
        time_left=time_left,
        time_words=_time_words(time_left),
        cameras=tuple(
            _with_figures(_camera(row.name, runs, now), row, runs, now)
            for row in deployment.cameras.filter(name__in=terms.cameras).order_by("name")
        ),
        figures=run_figures(deployment.pk),
        alerts=deployment.alerts.count(),
    )


WARN_AT: Final = (timedelta(minutes=5), timedelta(minutes=30))
"""The authority's end is warned of at these times before it."""


def _time_words(left: timedelta | None) -> str:
    """Warn of the end at 30 and at 5 minutes; at zero the authority has expired and nothing is compared."""
    if left is None:
        return ""
    if left <= timedelta():
        return "The authorised time is over. Nothing is compared any more."
    warned = next((limit for limit in WARN_AT if left <= limit), None)
    return f"Less than {int(warned.total_seconds() // 60)} minutes of authorised time left" if warned else ""


def _with_figures(said: CameraStatus, camera: DeploymentCamera, runs: list[CameraRun], now: datetime) -> CameraStatus:
    zone = " ".join(f"{100 * x:g},{100 * y:g}" for x, y in camera.zone_json)
    run = next((run for run in reversed(runs) if run.camera == camera.name), None)
    if run is None:
        return replace(said, zone=zone)
    seconds = ((run.ended_at or now) - run.started_at).total_seconds()
    rate = f"{run.frames / seconds:.1f}" if seconds >= 1 else ""
    return replace(said, zone=zone, frames_a_second=rate, frames=run.frames, frames_skipped=run.frames_skipped)


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
