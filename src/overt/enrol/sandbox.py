"""Closes the door behind the picture reader: after `close_door` it can compute and answer, and nothing else.

It refuses to be partial: when one lock does not hold, `close_door` raises and the reader ends without having read
a byte. What it cannot take away: memory and processor time up to the stated limits, and the two open descriptors.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from overt.enrol import seccomp
from overt.enrol.errors import SandboxUnavailable

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one picture may cost."""

    memory_bytes: int = 768 * _MIB
    """Address space beyond what the loaded engine already holds."""
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    """Enforced from outside, by the service."""


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; end at once when the parent is already gone."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise SandboxUnavailable("The kernel refused to tie the picture reader's life to its service's.")
    if os.getppid() != parent:
        os._exit(1)


def close_door(limits: Limits) -> None:
    """Lock this process up for good.

    No descriptor but standard input, output and error; no new one; address space, processor time and file size
    bounded; no core dump, no tracing by the same account, no new privileges; and the system-call filter of
    `overt.enrol.seccomp`. Raises `SandboxUnavailable` when any of it cannot be had.
    """
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    try:
        _set_limits(limits)
    except (OSError, ValueError) as problem:
        raise SandboxUnavailable(f"The picture reader's limits could not be set: {problem}.") from problem
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise SandboxUnavailable("The kernel refused to shield the picture reader from tracing.")
    seccomp.install()


def _set_limits(limits: Limits) -> None:
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    _limit(resource.RLIMIT_NOFILE, 3)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    # One second between the limits lets SIGXCPU arrive before SIGKILL, so the service can name the cause.
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)


def _limit(which: int, soft: int, hard: int | None = None) -> None:
    resource.setrlimit(which, (soft, soft if hard is None else hard))


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
