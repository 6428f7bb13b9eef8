"""The files of a list, by exact name, in a folder or a ZIP archive; read into memory, never unpacked to a path.

A ZIP archive is judged by its directory before anything is unpacked: how many files it names, that no name leads
elsewhere or comes twice, that they do not overlap, and that they do not swell (a bomb does).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Protocol

from overt.enrol.lists.errors import ListRefused

TABLE = "watchlist.csv"
MAX_TABLE_BYTES = 32 * 1024 * 1024
MAX_FILE_BYTES = 24 * 1024 * 1024
MAX_MEMBERS = 50_000
MAX_DIRECTORY_BYTES = 8 * 1024 * 1024
MAX_SWELL = 20
"""Times its own size that an archive may unpack to: pictures are packed already, a table shrinks to a tenth."""
_ROOM = 1024 * 1024
_END, _END_BYTES, _LOCATOR = b"PK\x05\x06", 22, b"PK\x06\x07"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the library raises for an archive that is not in form; found by spoiling archives a hundred thousand times."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ListFiles(Protocol):
    """The files of one list; a context manager."""

    def read(self, name: str, largest: int = MAX_FILE_BYTES) -> bytes:
        """Return one file by its exact name; raises `ListRefused`."""
        ...

    def __enter__(self) -> ListFiles: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_list(path: Path) -> ListFiles:
    """Open a folder or a ZIP archive; raises `ListRefused`."""
    if path.is_dir():
        return FolderFiles(path)
    if path.is_file():
        return ArchiveFiles(path.open("rb"))
    raise ListRefused("list_unreadable")


def safe_name(name: str) -> PurePosixPath:
    """Return a relative name that stays below where it starts; raises `ListRefused` for any other."""
    parts = name.split("/")
    wrong = not name or "\\" in name or ":" in name or any(part in {"", ".", ".."} for part in parts)
    if wrong or any(ord(letter) < 32 for letter in name) or len(name) > 1000:
        raise ListRefused("file_name_unsafe")
    return PurePosixPath(name)


class FolderFiles:
    """The files below a folder; a link that leads out of it is refused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def read(self, name: str, largest: int = MAX_FILE_BYTES) -> bytes:
        """Return one file by its name relative to the folder."""
        path = (self._folder / safe_name(name)).resolve()
        if not path.is_relative_to(self._folder):
            raise ListRefused("file_name_unsafe")
        try:
            if not path.is_file():
                raise ListRefused("file_missing")
            with path.open("rb") as file:
                return _bounded(file.read(largest + 1), largest)
        except OSError:
            raise ListRefused("file_missing") from None

    def __enter__(self) -> FolderFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class ArchiveFiles:
    """The files of a ZIP archive."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        try:
            self._zip = _opened(file)
            self._members = _judged(self._zip, _size(file))
        except BaseException:
            file.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(self._members)

    def read(self, name: str, largest: int = MAX_FILE_BYTES) -> bytes:
        """Return one member by its exact name."""
        member = self._members.get(str(safe_name(name)))
        if member is None:
            raise ListRefused("file_missing")
        try:
            with self._zip.open(member) as file:
                return _bounded(file.read(largest + 1), largest)
        except _DAMAGE:
            raise ListRefused("archive_damaged") from None

    def __enter__(self) -> ArchiveFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()


def archive_of(content: bytes) -> ArchiveFiles:
    """Open a ZIP archive held in memory."""
    return ArchiveFiles(io.BytesIO(content))


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    _refuse_a_large_directory(file)
    try:
        return zipfile.ZipFile(file)
    except _DAMAGE:
        raise ListRefused("archive_damaged") from None


def _refuse_a_large_directory(file: BinaryIO) -> None:
    """Look at the end record before the library reads a directory of any length into memory.

    The 64-bit form is refused: it is needed beyond 4 GiB or 65,535 files only.
    """
    size = _size(file)
    file.seek(max(0, size - _END_BYTES - 65_535 - len(_LOCATOR) - 16))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise ListRefused("archive_damaged")
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    if directory > MAX_DIRECTORY_BYTES or tail[max(0, at - 20) : at].startswith(_LOCATOR):
        raise ListRefused("archive_too_large")


def _judged(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, when all of them are in order."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ListRefused("archive_too_large")
    if sum(one.compress_size for one in members) > size:
        raise ListRefused("archive_unsafe")
    if sum(one.file_size for one in members) > MAX_SWELL * size + _ROOM:
        raise ListRefused("archive_too_large")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in members:
        if one.flag_bits & 0x1 or one.compress_type not in _METHODS:
            raise ListRefused("archive_locked")
        name = _member_name(one)
        if name in found:
            raise ListRefused("archive_unsafe")
        found[name] = one
    return {name: one for name, one in found.items() if not one.is_dir()}


def _member_name(one: zipfile.ZipInfo) -> str:
    try:
        return str(safe_name(one.filename.removesuffix("/")))
    except ListRefused:
        raise ListRefused("archive_unsafe") from None


def _bounded(data: bytes, largest: int) -> bytes:
    if len(data) > largest:
        raise ListRefused("file_too_large")
    return data


def _size(file: BinaryIO) -> int:
    return file.seek(0, io.SEEK_END)
