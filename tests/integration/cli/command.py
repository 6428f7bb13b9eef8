"""Runs `overt` as people do: a process of its own, its exit code, its one sentence."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests import preloaded

TIMEOUT_SECONDS = 300.0
PASSWORD = "a-long-enough-password"
"""Of the administrator of a site made by the tests."""


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
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = preloaded.start("overt", *map(str, arguments), environment=env, out=out, err=err)
        process.join(TIMEOUT_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"overt {arguments} did not end in {TIMEOUT_SECONDS} s:\n{err.read_text()}")
        return Ran(process.exitcode, out.read_text(), err.read_text())
