"""Keeps one process a camera running while a deployment's authority lasts; refuses to restart what was refused.

A camera process that dies is put on record as lost, so that the operator is told, and started again with growing
pauses. The supervisor holds no key and opens nothing; when it is killed its cameras end in order with it, and the next
one finds what both left behind.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from overt.actions import site
from overt.actions.errors import ActionRefused
from overt.actions.expire import expire
from overt.bus import remove_leftovers
from overt.law.states import State
from overt.live.camera import ENDED
from overt.live.camera_process import CameraProcess, tell_lost
from overt.live.errors import RunRefused
from overt.live.report import RunReport
from overt.records.models import CameraRun, Deployment, RunState
from overt.records.queries.authority import ends_at_of, terms_of

TICK_SECONDS = 0.2
END_SECONDS = 10.0
"""How long camera processes may take to end in order before they are killed."""

_ON_DUTY = (State.AUTHORISED, State.LIVE, State.HALTED)


def supervise(deployment: str, *, stop: threading.Event, reports: list[RunReport] | None = None) -> int:
    """Run every camera of a deployment until it ends, its hours are over, its files are played, or `stop` is set.

    Returns 0 when all ended in order. `reports` gets what each camera reported. Raises `RunRefused` when the
    deployment cannot be run or has a supervisor, and at the end when a camera was refused.
    """
    row = _deployment(deployment)
    with _alone(deployment):
        remove_leftovers()
        _finish_dead_runs(deployment)
        cameras = [CameraProcess(deployment, name) for name in terms_of(row).cameras]
        try:
            while not stop.is_set() and _on_duty(deployment) and not all(camera.done for camera in cameras):
                for camera in cameras:
                    camera.tend()
                stop.wait(TICK_SECONDS)
        finally:
            _end_all(cameras)
    _expire_if_due(deployment)
    if reports is not None:
        reports += [camera.report for camera in cameras if camera.report is not None]
    _tell_refusals(cameras)
    return ENDED


def _deployment(deployment: str) -> Deployment:
    row = Deployment.objects.filter(pk=deployment).first()
    if row is None:
        raise RunRefused("no_such_deployment", "There is no such deployment on this site.")
    if row.state not in _ON_DUTY:
        raise RunRefused("not_on_duty", f"This deployment is {row.state}: only an authorised one has cameras to run.")
    return row


@contextmanager
def _alone(deployment: str) -> Iterator[None]:
    """Be the only supervisor of a deployment; a killed one holds nothing."""
    folder = Path(settings.OVERT_HOME) / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / f"live-{deployment}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunRefused("already_running", "Another process is running this deployment's cameras.") from None
        yield


def _finish_dead_runs(deployment: str) -> None:
    """Put on record the runs that an earlier supervisor left behind when both were killed."""
    for run in CameraRun.objects.filter(deployment_id=deployment, state=RunState.RUNNING):
        if not _still_runs(run):
            tell_lost(deployment, run.camera, run.pid, "found_dead")


def _still_runs(run: CameraRun) -> bool:
    """Whether the process with the run's number is older than the run; a younger one got the number later."""
    try:
        fields = Path(f"/proc/{run.pid}/stat").read_text().rpartition(")")[2].split()
        up_seconds = float(Path("/proc/uptime").read_text().split()[0])
    except OSError:
        return False
    age_seconds = up_seconds - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return datetime.now(UTC) - timedelta(seconds=age_seconds) < run.started_at + timedelta(seconds=1)


def _on_duty(deployment: str) -> bool:
    """Whether cameras should run. A database that cannot be read is no reason to stop them: they watch it too."""
    try:
        row = Deployment.objects.get(pk=deployment)
    except DatabaseError:
        connection.close()
        return True
    return row.state in _ON_DUTY and site.now() < ends_at_of(row)


def _end_all(cameras: Sequence[CameraProcess]) -> None:
    for camera in cameras:
        camera.end()
    until = time.monotonic() + END_SECONDS
    for camera in cameras:
        camera.wait(until)


def _expire_if_due(deployment: str) -> None:
    row = Deployment.objects.get(pk=deployment)
    if row.state in _ON_DUTY and site.now() >= ends_at_of(row):
        with suppress(ActionRefused):
            expire(deployment)


def _tell_refusals(cameras: Sequence[CameraProcess]) -> None:
    refusals = [f"{camera.camera}: {camera.refusal.sentence}" for camera in cameras if camera.refusal is not None]
    if refusals:
        raise RunRefused("camera_refused", " ".join(refusals))
