"""The time, twice: what the wall clock says and how much time really went by.

A warrant trusts neither alone. The wall clock can be set; the boot clock cannot be set, runs
on while the machine sleeps, and is the same for every process until the next boot.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Where the vault reads time from."""

    def now(self) -> datetime:
        """Give the wall-clock time, aware UTC."""

    def monotonic(self) -> float:
        """Give seconds since some fixed moment of this boot; never goes back."""

    def boot(self) -> str:
        """Name this boot: readings of `monotonic` compare only within one. Empty: unknown."""


class SystemClock:
    """The machine's clocks: CLOCK_REALTIME and CLOCK_BOOTTIME (monotonic(7), Linux)."""

    def now(self) -> datetime:
        """Give the wall-clock time, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds since boot, sleep included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def boot(self) -> str:
        """Give the kernel's random name for this boot."""
        try:
            return _BOOT_ID.read_text("ascii").strip()
        except OSError:
            return ""
