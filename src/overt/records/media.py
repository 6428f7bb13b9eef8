"""Sealed files under OVERT_HOME/media, written whole or not at all; this module never sees a plaintext."""

import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from overt.records.errors import MediaMissing, MediaUnwritable

KINDS = ("watchlist_picture", "watchlist_upload", "alert", "document_attachment", "application_file")
SUFFIX = ".sealed"
_WRITERS = 8
"""Files on their way to the disk at once: each waits for the disk, and waiting together is quicker."""


def _path(home: Path, kind: str, record: str) -> Path:
    if kind not in KINDS or not record.isalnum():
        raise MediaMissing("no_such_media", "There is no sealed file of this kind and id.")
    return home / "media" / kind / f"{record}{SUFFIX}"


def write(home: Path, kind: str, record: str, sealed: bytes) -> None:
    """Write one sealed file (mode 0600) so that it is on the disk, or not there at all; ids are never used twice.

    Raises:
        MediaUnwritable: the disk refused it (full, read-only); nothing is left behind.
    """
    write_all(home, kind, {record: sealed})


def write_all(home: Path, kind: str, files: Mapping[str, bytes]) -> None:
    """Write several sealed files as `write` does; when one is refused, others may be there."""
    paths = {_path(home, kind, record): sealed for record, sealed in files.items()}
    try:
        for folder in {path.parent for path in paths}:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ThreadPoolExecutor(_WRITERS) as writers:
            list(writers.map(_write_whole, paths.keys(), paths.values()))
        _sync_or_remove(list(paths))
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise MediaUnwritable("media_unwritable", f"The sealed file could not be written: {reason}.") from error


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_or_remove(paths: list[Path]) -> None:
    """Have the folder's entries on the disk; when that fails none of the files may stay."""
    try:
        for folder in {path.parent for path in paths}:
            _sync_folder(folder)
    except OSError:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(home: Path, kind: str, record: str) -> bytes:
    """Return one sealed file; raises MediaMissing when it is not there."""
    try:
        return _path(home, kind, record).read_bytes()
    except FileNotFoundError as error:
        raise MediaMissing("no_such_media", "The sealed file is not there; it may have been erased.") from error


def delete(home: Path, kind: str, record: str) -> bool:
    """Delete one sealed file; says whether it was there."""
    path = _path(home, kind, record)
    if not path.exists():
        return False
    path.unlink()
    _sync_folder(path.parent)
    return True


def records(home: Path, kind: str) -> set[str]:
    """Return the ids of all sealed files of one kind, for the search for orphans."""
    folder = home / "media" / kind
    return {path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}")}


def delete_parts(home: Path) -> int:
    """Delete what writers that were killed left half-written; says how many files."""
    parts = [path for kind in KINDS for path in (home / "media" / kind).glob(".part-*")]
    for path in parts:
        path.unlink(missing_ok=True)
    return len(parts)
