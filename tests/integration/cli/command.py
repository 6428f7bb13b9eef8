"""Runs `overt` as people do: a process of its own, its exit code, its one sentence."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def overt(*arguments: str | Path, home: Path, **environment: str) -> Ran:
    """Run a command on the site in `home`."""
    env = {**os.environ, "OVERT_HOME": str(home), **environment}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "overt", *map(str, arguments)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    return Ran(done.returncode, done.stdout, done.stderr)
