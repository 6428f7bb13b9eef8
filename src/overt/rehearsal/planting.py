"""Plants one canary in every kind of place a leak could end in, and takes it away again: the self-test of a search.

It writes pictures of drawn people and made-up numbers only, in files of its own: never into a database, a log or a
sealed file of the site.
"""

import base64
import io
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from overt.rehearsal.canary import Canary

PREFIX = ".overt-proof-"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where POSIX shared memory is looked at, not a temporary file
_JPEG_QUALITY = 60
_JPEG_SCALE = 0.8


@dataclass(frozen=True)
class Planted:
    """Where a canary was put: in words, and in which file."""

    place: str
    file: Path


@contextmanager
def planted(home: Path, canary: Canary) -> Iterator[tuple[Planted, ...]]:
    """Plant a canary that has probe and template in seven places; afterwards every one of them is gone.

    What an earlier self-test that was killed left behind is taken away first.
    """
    for folder in (home, temporary_folder(), SHARED_MEMORY):
        _clear(folder)
    near, temporary = _folder_in(home), _folder_in(temporary_folder())
    shared = _folder_in(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
    try:
        with closing(sqlite3.connect(near / "log.sqlite3")) as open_log:
            yield tuple(_plant(near, temporary, shared, canary, open_log))
    finally:
        for made in (near, temporary, shared):
            if made is not None:
                shutil.rmtree(made)


def temporary_folder() -> Path:
    """Return the folder this account's temporary files go to."""
    return Path(tempfile.gettempdir())


def _folder_in(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))


def _clear(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another account's
            shutil.rmtree(left)


def _plant(
    near: Path, temporary: Path, shared: Path | None, canary: Canary, open_log: sqlite3.Connection
) -> Iterator[Planted]:
    if canary.probe is None or canary.template is None:
        raise ValueError("the self-test needs a probe and a template")
    template, rows = canary.template.tobytes(), canary.probe.tobytes()
    yield _written("file", near / "template.bin", template)
    yield _in_free_pages(near / "free.sqlite3", rows)
    yield _in_write_ahead_log(near / "log.sqlite3", open_log, template)
    yield _written("temporary folder", temporary / "template.txt", base64.b64encode(template))
    if shared is not None:
        yield _written("shared memory", shared / "frame", rows)
    line = json.dumps({"event": "compared", "template": canary.template.astype(float).round(6).tolist()})
    yield _written("log", near / "process.log", line.encode() + b"\n")
    yield _written("re-encoded picture", near / "crop.jpg", _encoded_again(canary))


def _written(place: str, file: Path, content: bytes) -> Planted:
    file.write_bytes(content)
    return Planted(place, file)


def _in_free_pages(file: Path, content: bytes) -> Planted:
    """Leave a deleted row's bytes in the free pages of a database, as SQLite does without secure_delete."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE alert (picture BLOB)")
        database.execute("INSERT INTO alert VALUES (?)", (content,))
        database.execute("DELETE FROM alert")
    return Planted("free pages of SQLite", file)


def _in_write_ahead_log(file: Path, database: sqlite3.Connection, content: bytes) -> Planted:
    """Leave a row in a write-ahead log; it is there as long as the connection stays open."""
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA wal_autocheckpoint=0")
    database.execute("CREATE TABLE template (numbers BLOB)")
    with database:
        database.execute("INSERT INTO template VALUES (?)", (content,))
    return Planted("write-ahead log of SQLite", file.with_name(file.name + "-wal"))


def _encoded_again(canary: Canary) -> bytes:
    from PIL import Image

    picture = Image.fromarray(np.asarray(canary.probe))
    size = (round(picture.width * _JPEG_SCALE), round(picture.height * _JPEG_SCALE))
    out = io.BytesIO()
    picture.resize(size).save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue()
