"""Reads another process's memory from outside and counts what is left there of a planted passage (design, I-2).

It looks for the exact bytes of planted templates and pictures, as they are and as single channels, and for no more.
Linux only. Without root or CAP_SYS_PTRACE it refuses in a sentence, since "nothing found" would then mean nothing.
Not seen: pages that were swapped out to be read elsewhere, memory of the graphics or network drivers, copies that a
library scaled, normalised or converted to other numbers.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from overt.rehearsal._encodings import probe_needles, template_needles
from overt.rehearsal._needles import Haystack, Needle
from overt.rehearsal.canary import Canary

_CHUNK_BYTES = 32 << 20
_OVERLAP_BYTES = 64
_ONE_COPY_BYTES = 64 << 10
"""Pieces of one canary that lie this close together are one copy of it: rows of a frame, numbers of a template."""


class MemoryRefused(Exception):
    """The process's memory cannot be read; its text says what it needs."""


@dataclass(frozen=True)
class Buffer:
    """A stretch of memory that belongs to us: its address and its length in bytes."""

    address: int
    length: int


@dataclass(frozen=True)
class Copy:
    """One surviving copy: whose, in which form, where, and whether that is inside a buffer of ours."""

    canary: str
    form: str
    address: int
    ours: bool


@dataclass(frozen=True)
class MemoryFindings:
    """What was left in a process's memory, and how much of it was read."""

    copies: tuple[Copy, ...]
    bytes_read: int

    def count(self, canary: str, *, ours: bool) -> int:
        """Count the copies of one canary inside our buffers, or elsewhere."""
        return sum(copy.canary == canary and copy.ours == ours for copy in self.copies)


def survey(process: int, canaries: Sequence[Canary], ours: Sequence[Buffer]) -> MemoryFindings:
    """Read everything this process can write to and count the copies of each canary's template and picture.

    Raises MemoryRefused without root or CAP_SYS_PTRACE, or when the process is gone.
    """
    haystack = Haystack(_needles(canaries))
    found: list[tuple[int, Needle]] = []
    read = 0
    try:
        regions = _writable(Path(f"/proc/{process}/maps").read_text("ascii"))
        with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
            for start, end in regions:
                for at, data in _chunks(memory.fileno(), start, end):
                    read += len(data)
                    found += [(at + offset, needle) for offset, needle in haystack.places(data)]
    except OSError as error:
        raise MemoryRefused(
            f"The memory of process {process} cannot be read ({error.strerror}): this needs root or CAP_SYS_PTRACE, and"
            " the process must be running."
        ) from error
    return MemoryFindings(tuple(_copies(found, ours)), read)


def _needles(canaries: Iterable[Canary]) -> Iterator[Needle]:
    for canary in canaries:
        if canary.template is not None:
            yield from (
                Needle(one.canary, "template", one.data) for one in template_needles(canary.name, canary.template)
            )
        if canary.probe is not None:
            yield from (Needle(one.canary, "picture", one.data) for one in probe_needles(canary.name, canary.probe))


def _writable(maps: str) -> list[tuple[int, int]]:
    """Give the stretches a process may write to (proc_pid_maps(5)); the others hold code and files as they are."""
    regions = []
    for line in maps.splitlines():
        span, mode, *rest = line.split(maxsplit=5)
        if mode.startswith("rw") and rest[-1:] != ["[vvar]"]:
            start, end = span.split("-")
            regions.append((int(start, 16), int(end, 16)))
    return regions


def _chunks(memory: int, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Read a region in pieces that overlap a little; what was given back meanwhile or is a device's is passed over."""
    at = start
    while at < end:
        try:
            data = os.pread(memory, min(_CHUNK_BYTES, end - at), at)
        except OSError as error:
            if isinstance(error, PermissionError):
                raise
            return
        if not data:
            return
        yield at, data
        at += len(data) if at + len(data) >= end else max(1, len(data) - _OVERLAP_BYTES)


def _copies(found: Iterable[tuple[int, Needle]], ours: Sequence[Buffer]) -> Iterator[Copy]:
    """Put pieces that lie close together into one copy."""
    last: dict[tuple[str, str, bool], int] = {}
    for address, needle in sorted(found, key=lambda one: one[0]):
        inside = any(one.address <= address < one.address + one.length for one in ours)
        key = (needle.canary, needle.form, inside)
        if key not in last or address - last[key] > _ONE_COPY_BYTES:
            yield Copy(needle.canary, needle.form, address, inside)
        last[key] = address
