"""Real processes of a running deployment: the supervisor as a command, its cameras, and what /proc says of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overt.records.models import CameraRun, Deployment


def start_supervisor(home: Path, deployment: Deployment) -> subprocess.Popen[bytes]:
    """Run `overt live DEPLOYMENT` on this site; what it and its cameras log goes to `live.log` beside the site."""
    environment = os.environ | {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    command = [sys.executable, "-m", "overt", "live", deployment.id]
    with (home.parent / "live.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


@contextmanager
def supervised(home: Path, deployment: Deployment) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a supervisor running for the block; end it in order after it."""
    supervisor = start_supervisor(home, deployment)
    try:
        yield supervisor
    finally:
        supervisor.send_signal(signal.SIGTERM)
        try:
            supervisor.wait(30)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            supervisor.wait()


def comparing_runs(deployment: Deployment) -> dict[str, CameraRun]:
    """The runs that hold a warrant now, by camera."""
    rows = CameraRun.objects.filter(deployment=deployment, state="running").exclude(warrant="")
    return {run.camera: run for run in rows}


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def log_of(home: Path) -> str:
    """What supervisor and cameras logged."""
    return (home.parent / "live.log").read_text()
