"""One picture a camera in shared memory; refuses a disk, other accounts, and to show an old or half-written picture.

Two buffers, written in turn, each with a checksum over its number, time, length and bytes. A reader takes the newest
buffer whose checksum holds, so a picture that is being overwritten, or that a killed writer left unfinished, is never
returned. The slot is a file of the memory file system rather than `multiprocessing.shared_memory`, whose resource
tracker in Python 3.11 removes a segment when any process that attached to it ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import mmap
import os
import stat
import struct
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from overt.bus.errors import PreviewUnavailable

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - it is not a place for temporary files: nothing here is on a disk
PREFIX = "overt-preview-"
STALE_SECONDS = 3.0
BUFFER_BYTES = 256 * 1024
_HEADER = struct.Struct("<QdLL")  # number, captured_at, length, checksum
_CHECKED = struct.Struct("<QdL")
_SLOT_BYTES = 2 * BUFFER_BYTES
PICTURE_BYTES = BUFFER_BYTES - _HEADER.size
"""The largest picture a slot takes."""


@dataclass(frozen=True)
class Preview:
    """One pixelated picture: JPEG bytes, its running number and when it was captured (monotonic seconds)."""

    jpeg: bytes
    number: int
    captured_at: float


def slot_name(deployment: str, camera: str) -> str:
    """Name the slot of a camera; the name tells neither deployment nor place to who lists shared memory."""
    digest = hashlib.sha256(f"{deployment}\0{camera}".encode()).hexdigest()
    return PREFIX + digest[:32]


def remove_leftovers(folder: Path = SHARED_MEMORY) -> int:
    """Remove this account's slots that no living writer holds; give back how many. Called when a supervisor starts."""
    return sum(_remove_if_abandoned(path) for path in folder.glob(PREFIX + "*"))


class PreviewSlot:
    """A slot by name: its one writer makes it with `create`, readers `attach` (before or after, it does not matter)."""

    def __init__(self, path: Path, writer: int | None) -> None:
        self._path = path
        self._writer = writer
        self._memory: mmap.mmap | None = None
        self._inode = 0
        self._number = 0

    @classmethod
    def create(cls, name: str, folder: Path = SHARED_MEMORY) -> Self:
        """Make the slot empty and hold it for this process alone, mode 0600.

        Raises `PreviewUnavailable` where there is no shared memory or another process writes this slot.
        """
        path = folder / name
        try:
            writer = _open_for_writing(path)
        except OSError as fault:
            reason = os.strerror(fault.errno or 0)
            raise PreviewUnavailable(
                "slot_refused", f"The preview cannot be shown: shared memory is refused ({reason})."
            ) from None
        slot = cls(path, writer)
        slot._map(writer)
        slot._wipe()
        return slot

    @classmethod
    def attach(cls, name: str, folder: Path = SHARED_MEMORY) -> Self:
        """Look at a slot. It need not exist yet, and may be made again by another writer: `read` finds it."""
        return cls(folder / name, None)

    def write(self, jpeg: bytes, captured_at: float) -> None:
        """Show `jpeg`, captured at `captured_at` (`time.monotonic`). Raises `PreviewUnavailable` if it is too large."""
        if self._writer is None or self._memory is None:
            raise PreviewUnavailable("not_the_writer", "Only the camera that made the preview slot may write to it.")
        if len(jpeg) > PICTURE_BYTES:
            raise PreviewUnavailable(
                "preview_too_large", f"A preview of {len(jpeg)} bytes is larger than its slot ({PICTURE_BYTES} bytes)."
            )
        self._number += 1
        start = (self._number % 2) * BUFFER_BYTES
        checksum = _checksum(self._number, captured_at, jpeg)
        self._memory[start : start + _HEADER.size] = bytes(_HEADER.size)
        self._memory[start + _HEADER.size : start + _HEADER.size + len(jpeg)] = jpeg
        header = _HEADER.pack(self._number, captured_at, len(jpeg), checksum)
        self._memory[start : start + _HEADER.size] = header

    def read(self) -> Preview | None:
        """The newest whole picture not older than three seconds, or None: no camera, no picture yet, or a stale one."""
        found = self._newest()
        if found is None and self._writer is None and self._remap():
            found = self._newest()
        return found

    def close(self) -> None:
        """Let go of the slot; its writer also overwrites and removes it. Safe to call twice."""
        if self._writer is not None and self._memory is not None:
            self._wipe()
            self._path.unlink(missing_ok=True)
            os.close(self._writer)
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _newest(self) -> Preview | None:
        previews = [preview for start in (0, BUFFER_BYTES) if (preview := self._whole(start))]
        newest = max(previews, key=lambda preview: preview.number, default=None)
        if newest is None or time.monotonic() - newest.captured_at > STALE_SECONDS:
            return None
        return newest

    def _whole(self, start: int) -> Preview | None:
        if self._memory is None:
            return None
        held = self._memory[start : start + BUFFER_BYTES]
        number, captured_at, length, checksum = _HEADER.unpack_from(held)
        jpeg = held[_HEADER.size : _HEADER.size + length]
        if number == 0 or len(jpeg) != length or checksum != _checksum(number, captured_at, jpeg):
            return None
        return Preview(jpeg, number, captured_at)

    def _remap(self) -> bool:
        """Map the slot of the present writer; False if there is none, or it is the one already mapped."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            facts = os.fstat(descriptor)
            if facts.st_ino == self._inode or facts.st_size != _SLOT_BYTES or not _ours(facts):
                return False
            self._map(descriptor)
            return True
        finally:
            os.close(descriptor)

    def _map(self, descriptor: int) -> None:
        access = mmap.ACCESS_READ if self._writer is None else mmap.ACCESS_WRITE
        if self._memory is not None:
            self._memory.close()
        self._memory = mmap.mmap(descriptor, _SLOT_BYTES, access=access)
        self._inode = os.fstat(descriptor).st_ino

    def _wipe(self) -> None:
        if self._memory is not None:
            self._memory[:] = bytes(_SLOT_BYTES)


def _checksum(number: int, captured_at: float, jpeg: bytes) -> int:
    return zlib.crc32(jpeg, zlib.crc32(_CHECKED.pack(number, captured_at, len(jpeg))))


def _ours(facts: os.stat_result) -> bool:
    """A slot of this account that nobody else may read; another account may have put a trap under the name."""
    return facts.st_uid == os.geteuid() and stat.S_IMODE(facts.st_mode) == 0o600


def _open_for_writing(path: Path) -> int:
    """Open and lock the slot; the lock goes with the process, so a killed writer leaves it free."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            facts = os.fstat(descriptor)
            if not _ours(facts):
                raise PermissionError(errno.EACCES, "")
            os.ftruncate(descriptor, _SLOT_BYTES)
        except OSError:
            os.close(descriptor)
            raise
        if facts.st_nlink:
            return descriptor
        os.close(descriptor)  # removed as a leftover between our opening and our lock


def _remove_if_abandoned(path: Path) -> bool:
    with contextlib.suppress(OSError):
        descriptor = _open_for_writing(path)
        try:
            path.unlink()
        finally:
            os.close(descriptor)
        return True
    return False
