"""Keeps one process a camera running while a deployment's authority lasts; refuses to restart what was refused.

A camera process that dies is put on record as lost, so that the operator is told, and started again with growing
pauses. The supervisor holds no key and opens nothing; when it is killed its cameras end in order with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import IO

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from overt.actions import site
from overt.actions.errors import ActionRefused
from overt.actions.expire import expire
from overt.actions.record_camera_lost import record_camera_lost
from overt.bus import remove_leftovers
from overt.law.states import State
from overt.live.camera import ENDED, REFUSED
from overt.live.hygiene import THREAD_VARIABLES
from overt.live.report import RunReport
from overt.records.models import CameraRun, Deployment, RunState

TICK_SECONDS = 0.2
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, HEALTHY_SECONDS = 0.5, 30.0, 60.0
END_SECONDS = 10.0
"""How long camera processes may take to end in order before they are killed."""

_ON_DUTY = (State.AUTHORISED, State.LIVE, State.HALTED)

log = structlog.get_logger(__name__)


class CameraProcess:
    """One camera's process, dead or alive, and when it may be started again."""

    def __init__(self, deployment: str, camera: str) -> None:
        self.camera = camera
        self.done = False
        self.refused = False
        self.report: RunReport | None = None
        self._deployment = deployment
        self._child: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None
        self._started_at = 0.0
        self._start_at = 0.0
        self._pause = FIRST_PAUSE_SECONDS

    def tend(self) -> None:
        """Start the process when it is due, take note when it ended."""
        if self._child is None:
            if not self.done and time.monotonic() >= self._start_at:
                self._start()
        elif (code := self._child.poll()) is not None:
            self._ended(self._child.pid, code)

    def end(self) -> None:
        """Ask the process to end in order."""
        if self._child is not None:
            self._child.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end until this monotonic time, then kill."""
        if self._child is None:
            return
        try:
            code = self._child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._child.kill()
            code = self._child.wait()
        self._ended(self._child.pid, code)

    def _start(self) -> None:
        command = [sys.executable, "-m", "overt.live.camera", "--deployment", self._deployment]
        command += ["--camera", self.camera, "--parent", str(os.getpid())]
        self._output = os.fdopen(os.memfd_create("overt-report"), "w+b")
        self._child = subprocess.Popen(command, stdout=self._output, env=_environment(), start_new_session=True)
        self._started_at = time.monotonic()
        log.info("camera.started", camera=self.camera, pid=self._child.pid)

    def _ended(self, pid: int, code: int) -> None:
        self._child = None
        self.report = self._read_report() or self.report
        log.info("camera.process_ended", camera=self.camera, pid=pid, code=code)
        if code in (ENDED, REFUSED):
            self.done, self.refused = True, code == REFUSED
            return
        tell_lost(self._deployment, self.camera, pid, "killed" if code < 0 else "crashed")
        if time.monotonic() - self._started_at > HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self._start_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def _read_report(self) -> RunReport | None:
        if self._output is None:
            return None
        with self._output as output:
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
        self._output = None
        return RunReport.from_json(lines[-1]) if lines and lines[-1].startswith("{") else None


def supervise(deployment: str, *, stop: threading.Event, reports: list[RunReport] | None = None) -> int:
    """Run every camera of a deployment until it ends, its hours are over, its files are played, or `stop` is set.

    Returns 0 when it ended in order, 2 when a camera was refused. `reports` gets what each camera reported.
    """
    remove_leftovers()
    _finish_dead_runs(deployment)
    names = list(Deployment.objects.get(pk=deployment).cameras.order_by("name").values_list("name", flat=True))
    cameras = [CameraProcess(deployment, name) for name in names]
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
    return REFUSED if any(camera.refused for camera in cameras) else ENDED


def tell_lost(deployment: str, camera: str, pid: int, reason: str) -> None:
    """Put a dead process's run on record as lost, so that the operator is told and the camera can run again."""
    try:
        for run in CameraRun.objects.filter(deployment_id=deployment, camera=camera, pid=pid, state=RunState.RUNNING):
            record_camera_lost(run, reason=reason)
    except (ActionRefused, DatabaseError) as fault:
        connection.close()  # what is not recorded now is found when the lease lapses
        log.warning("camera.loss_not_recorded", fault=type(fault).__name__)


def _finish_dead_runs(deployment: str) -> None:
    """Put on record the runs that an earlier supervisor left behind when both were killed."""
    for run in CameraRun.objects.filter(deployment_id=deployment, state=RunState.RUNNING):
        if not _alive(run.pid):
            tell_lost(deployment, run.camera, run.pid, "found_dead")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _on_duty(deployment: str) -> bool:
    """Whether cameras should run. A database that cannot be read is no reason to stop them: they watch it too."""
    try:
        row = Deployment.objects.get(pk=deployment)
    except DatabaseError:
        connection.close()
        return True
    return row.state in _ON_DUTY and site.now() < row.ends_at


def _expire_if_due(deployment: str) -> None:
    row = Deployment.objects.get(pk=deployment)
    if row.state in _ON_DUTY and site.now() >= row.ends_at:
        with suppress(ActionRefused):
            expire(deployment)


def _end_all(cameras: list[CameraProcess]) -> None:
    for camera in cameras:
        camera.end()
    until = time.monotonic() + END_SECONDS
    for camera in cameras:
        camera.wait(until)


def _environment() -> dict[str, str]:
    """What a camera process needs to know: where the site is, and one thread for each numeric library."""
    site_folder = {"OVERT_HOME": str(settings.OVERT_HOME)}
    module = {"DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "overt.cli.django_settings")}
    return os.environ | site_folder | module | dict.fromkeys(THREAD_VARIABLES, "1")
