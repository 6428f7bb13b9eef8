"""Keeps the processes beside the pages alive: enrolment, erasure and webhooks. Refuses to leave a dead one dead.

What is due is erased by such a process: that it died must not wait for somebody to notice.
"""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import structlog

from overt.cli.beside import beside
from overt.cli.site import child_command

COMPANIONS = (("enrol", "--watch"), ("erase", "--watch"), ("tell", "--watch"))
TICK_SECONDS = 0.2
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, HEALTHY_SECONDS = 3.0, 60.0, 60.0
"""The first pause is longer than the pages take to end: a site that is told to end begins nothing anew."""

log = structlog.get_logger(__name__)


@contextmanager
def companions() -> Iterator[None]:
    """Run every companion until the block ends; one that ends before is started again, with growing pauses."""
    kept = [_Companion(arguments) for arguments in COMPANIONS]
    try:
        with beside("overt-companions", partial(_keep, kept)):
            yield
    finally:
        for one in kept:
            one.end()
        for one in kept:
            one.wait()


def _keep(kept: list["_Companion"], stop: threading.Event) -> None:
    while not stop.wait(TICK_SECONDS):
        for one in kept:
            one.tend()


class _Companion:
    """One process beside the pages, and when it may be started again; times are monotonic seconds."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._arguments = arguments
        self._pause = FIRST_PAUSE_SECONDS
        self._start_at: float | None = None
        self._start()

    def tend(self) -> None:
        """Take note when the process ended, and start it again when that is due."""
        now = time.monotonic()
        if self._start_at is not None:
            if now >= self._start_at:
                log.error("companion.restarted", command=self._arguments[0], code=self._process.returncode)
                self._start()
        elif self._process.poll() is not None:
            if now - self._began_at >= HEALTHY_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            self._start_at = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def end(self) -> None:
        """Ask the process to end in order."""
        self._process.terminate()

    def wait(self) -> None:
        """Wait until it has."""
        self._process.wait()

    def _start(self) -> None:
        self._start_at, self._began_at = None, time.monotonic()
        self._process = subprocess.Popen(child_command(*self._arguments))
