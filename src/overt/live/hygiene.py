"""What a process with an opened watchlist does to itself first; refuses nothing, but says what could not be had.

Linux only: prctl(2), mlockall(2), setrlimit(2). Elsewhere every line of the report says no.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 1, 3, 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_CAP_IPC_LOCK = 14

GIVES_WAY = 5
"""By how much `give_way` lowers a priority."""

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Read by numpy's libraries when they are loaded: two of their threads on a busy machine are slower than one."""

ENVIRONMENT = {
    **dict.fromkeys(THREAD_VARIABLES, "1"),
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(64 * 2**20),
}
"""What a camera process is started with.

Fewer malloc arenas keep some 30 MB that one detection thread freed; with the thresholds of mallopt(3) the room of one
frame serves the next, which spares 900 page faults (1.7 ms) a frame at 1920x1080.
"""


@dataclass(frozen=True)
class Hygiene:
    """What could be had. `sentences` tells a person what could not, and what that means."""

    core_dumps_off: bool
    not_traceable: bool
    memory_locked: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for each thing that could not be had."""
        told = {
            "Core dumps could not be switched off: a crash might write memory to a disk.": self.core_dumps_off,
            "Other processes of this account may read this one's memory.": self.not_traceable,
            "Memory could not be locked: the system may write it to swap. Allow it with `ulimit -l unlimited` or"
            " CAP_IPC_LOCK, or use encrypted swap.": self.memory_locked,
        }
        return tuple(sentence for sentence, held in told.items() if not held)


def apply() -> Hygiene:
    """Switch core dumps off, forbid other processes to look inside, lock memory where the system allows."""
    return Hygiene(_core_dumps_off(), _not_traceable(), _lock_memory())


def die_with(parent: int) -> None:
    """End this process in order (SIGTERM) when `parent` dies, also if it already has."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def give_way() -> None:
    """Lower the priority of the calling thread, where threads have one of their own (Linux, nice(2)).

    For finding faces: on a machine with nothing to spare, pictures that wait are overtaken by newer ones and counted,
    while what was found is compared, raised and told at once.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + GIVES_WAY)


def one_thread_a_library() -> None:
    """Let numeric libraries use one thread each; to be called before they are loaded."""
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(1)


def _core_dumps_off() -> bool:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def _not_traceable() -> bool:
    _prctl(_PR_SET_DUMPABLE, 0)
    return _prctl(_PR_GET_DUMPABLE) == 0


def _lock_memory() -> bool:
    """Lock pages as they are touched. Where there is a limit we do not try: later allocations would fail instead."""
    if not _may_lock_everything():
        return False
    try:
        return int(ctypes.CDLL(None).mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)) == 0
    except (OSError, AttributeError):
        return False


def _may_lock_everything() -> bool:
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
        return True
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return False
    effective = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    return bool(int(effective, 16) >> _CAP_IPC_LOCK & 1)


def _prctl(option: int, value: int = 0) -> int:
    try:
        return int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0))
    except (OSError, AttributeError):
        return -1
