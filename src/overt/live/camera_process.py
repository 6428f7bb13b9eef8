"""One camera's process as its supervisor sees it: start, note the end, try again; opens and compares nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import IO

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from overt.actions.errors import ActionRefused
from overt.actions.record_camera_lost import record_camera_lost
from overt.live.camera import ENDED, IN_USE, REFUSED
from overt.live.hygiene import ENVIRONMENT
from overt.live.report import Refusal, RunReport
from overt.records.models import CameraRun, RunState

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, HEALTHY_SECONDS = 0.5, 30.0, 60.0
IN_USE_SECONDS = 20.0
"""How long a camera may still be held by a process that an earlier supervisor left; longer than its lease."""

log = structlog.get_logger(__name__)


class CameraProcess:
    """One camera's process, dead or alive, and when it may be started again."""

    def __init__(self, deployment: str, camera: str) -> None:
        self.camera = camera
        self.done = False
        """Whether the process ended in order or was refused: it is not started again."""
        self.refusal: Refusal | None = None
        self.report: RunReport | None = None
        self._deployment = deployment
        self._child: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None
        self._begun_at = self._started_at = self._start_at = time.monotonic()
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
        last = self._last_line()
        log.info("camera.process_ended", camera=self.camera, pid=pid, code=code)
        if code == ENDED:
            self.done, self.report = True, RunReport.from_json(last) if last else None
        elif code == REFUSED or (code == IN_USE and time.monotonic() - self._begun_at > IN_USE_SECONDS):
            self.done, self.refusal = True, Refusal.from_json(last) if last else None
        else:
            if code != IN_USE:
                tell_lost(self._deployment, self.camera, pid, "killed" if code < 0 else "crashed")
            self._plan_restart()

    def _plan_restart(self) -> None:
        if time.monotonic() - self._started_at > HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self._start_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def _last_line(self) -> str:
        if self._output is None:
            return ""
        with self._output as output:
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
        self._output = None
        return lines[-1] if lines and lines[-1].startswith("{") else ""


def tell_lost(deployment: str, camera: str, pid: int, reason: str) -> None:
    """Put a dead process's run on record as lost, so that the operator is told and the camera can run again."""
    try:
        for run in CameraRun.objects.filter(deployment_id=deployment, camera=camera, pid=pid, state=RunState.RUNNING):
            record_camera_lost(run, reason=reason)
    except (ActionRefused, DatabaseError) as fault:
        connection.close()  # what is not recorded now is found when the lease lapses
        log.warning("camera.loss_not_recorded", fault=type(fault).__name__)


def _environment() -> dict[str, str]:
    """What a camera process needs to know: where the site is, and how much its libraries may spread."""
    site_folder = {"OVERT_HOME": str(settings.OVERT_HOME)}
    module = {"DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "overt.cli.django_settings")}
    return os.environ | site_folder | module | ENVIRONMENT
