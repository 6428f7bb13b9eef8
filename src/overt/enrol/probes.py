"""Tries the door from inside: what `overt doctor` shows of this machine's sandbox is measured, never assumed."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

_SECONDS = 30.0
_CLOSE = (
    "import ctypes, mmap, os, resource, socket, sys\n"
    "from overt.enrol.sandbox import Limits, close_door\n"
    "close_door(Limits(memory_bytes=64 * 1024 * 1024, cpu_seconds=1))\n"
)
_STOPPED: Final = -signal.SIGSYS


@dataclass(frozen=True)
class Guard:
    """One thing the picture reader must not be able to do, and whether it was kept from it just now."""

    name: str
    sentence: str
    held: bool


@dataclass(frozen=True)
class SandboxReport:
    """Whether this machine can lock up the picture reader, and by what."""

    mechanism: str
    guards: tuple[Guard, ...]

    @property
    def complete(self) -> bool:
        """Whether every guard held; without it no picture is read."""
        return all(guard.held for guard in self.guards)


@dataclass(frozen=True)
class _Probe:
    name: str
    sentence: str
    attempt: str
    expected: int


_REFUSED, _OUT_OF_MEMORY, _NO_PROCESSOR = 40, 41, -signal.SIGXCPU
_PROBES: Final = (
    _Probe("starts", "The reader can still compute and answer.", "os.write(1, b'.')", 0),
    _Probe("network", "Opening a connection ends the reader.", "socket.socket()", _STOPPED),
    _Probe("writing", "Opening a file for writing ends the reader.", "open('/dev/null', 'w')", _STOPPED),
    _Probe("reading", "No file can be opened for reading.", "open('/dev/zero')", _REFUSED),
    _Probe("processes", "Starting a process ends the reader.", "os.fork()", _STOPPED),
    _Probe("programs", "Running another program ends the reader.", "os.execv('/bin/true', ['true'])", _STOPPED),
    _Probe("code", "Memory cannot be made executable.", "mmap.mmap(-1, 4096, prot=7)", _REFUSED),
    _Probe("memory", "Memory is bounded.", "bytearray(128 * 1024 * 1024)", _OUT_OF_MEMORY),
    _Probe("processor", "Processor time is bounded.", "\nwhile True: pass", _NO_PROCESSOR),
)


def sandbox_report() -> SandboxReport:
    """Run every probe in a real locked-up process (about two seconds) and say which guards held."""
    guards = tuple(Guard(probe.name, probe.sentence, _run(probe.attempt) == probe.expected) for probe in _PROBES)
    return SandboxReport("seccomp filter, resource limits, no new privileges", guards)


def _run(attempt: str) -> int:
    body = "\n".join(f"    {line}" for line in attempt.splitlines())
    code = (
        f"{_CLOSE}try:\n    pass\n{body}\nexcept MemoryError: os._exit({_OUT_OF_MEMORY})\n"
        f"except OSError: os._exit({_REFUSED})\nos._exit(0)"
    )
    try:
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    return done.returncode
