"""How far the machine's clock is from its time source, as the kernel knows it; refuses to ask any server itself.

adjtimex(2) with no modes only reads. A clock that nothing keeps in step is said to be so, never assumed right.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

_STA_UNSYNC, _STA_NANO = 0x0040, 0x2000
_TIME_ERROR = 5


class _Timex(ctypes.Structure):
    """The beginning of `struct timex` of <sys/timex.h>, with room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


@dataclass(frozen=True)
class ClockReading:
    """Whether the clock is kept in step; how far off it is believed to be in decimal milliseconds, empty if unknown."""

    synchronised: bool
    offset_ms: str

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        if self.synchronised:
            return f"The clock is kept in step; it is {self.offset_ms} ms from its time source."
        return "Nothing keeps this machine's clock in step. Set up time synchronisation before a deployment."


def read_clock() -> ClockReading:
    """Read the kernel's clock discipline; a system without adjtimex counts as not kept in step."""
    told = _Timex()
    try:
        state = int(ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(told)))
    except (OSError, AttributeError):
        return ClockReading(False, "")
    if state in (-1, _TIME_ERROR) or told.status & _STA_UNSYNC:
        return ClockReading(False, "")
    milliseconds = told.offset / (1e6 if told.status & _STA_NANO else 1e3)
    return ClockReading(True, f"{milliseconds:.3f}")
