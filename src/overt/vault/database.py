"""A key database: SQLite, many processes at once, and destroyed keys that leave no page behind.

How a key is destroyed so that the file system holds no older copy of it:

- Rows are inserted at the end and a destroyed key is overwritten *in place* with zeros of the
  same length; no row that holds a living key is deleted, so the b-tree never moves one.
  `secure_delete` zeroes whatever is freed all the same.
- The journal is a rollback journal in PERSIST mode. A write-ahead log would keep every version
  of a page until a checkpoint; DELETE and TRUNCATE would give blocks holding old pages back to
  the file system unerased. PERSIST keeps the file, so that after each destruction
  `wipe_journal` can overwrite its old pages where they lie, under the exclusive lock.
- `temp_store=MEMORY` keeps statement journals off every disk.
- A process killed between destruction and wiping is made good by the next `open` or the next
  destruction, which wipe again.

What this cannot reach: the spare blocks of a solid-state disk, a copy-on-write file system and
backups of `keys/`. There, destruction rests on disk encryption and on not keeping backups.

Readers and writers lock each other out only for the length of one commit. Refuses to be used
across `fork`: locks of SQLite do not survive it.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from overt.vault.errors import VaultError

WRITE_WAIT_SECONDS = 5.0

_PRAGMAS = (
    "PRAGMA journal_mode=PERSIST",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)
_WIPE_BLOCK = bytes(1 << 20)

_SENTENCES = {
    "SQLITE_READONLY": ("keys_read_only", "The key database cannot be written; check the keys folder and its disk."),
    "SQLITE_FULL": ("keys_disk_full", "The disk of the keys folder is full; make room and try again."),
    "SQLITE_BUSY": ("keys_busy", "The key database was busy for too long; try again."),
    "SQLITE_CANTOPEN": ("keys_unreadable", "The key database cannot be opened; check the keys folder."),
    "SQLITE_CORRUPT": ("keys_broken", "The key database is damaged; stop and restore it."),
    "SQLITE_NOTADB": ("keys_broken", "The key database is damaged; stop and restore it."),
    "SQLITE_IOERR": ("keys_unwritable", "The disk of the keys folder reports an error."),
}

_KINDS = {
    errno.EACCES: "SQLITE_READONLY",
    errno.EPERM: "SQLITE_READONLY",
    errno.EROFS: "SQLITE_READONLY",
    errno.ENOSPC: "SQLITE_FULL",
    errno.EDQUOT: "SQLITE_FULL",
}


class KeyDatabase:
    """Connections to one file, one connection a thread, and the transactions on them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = os.getpid()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the database, with errors in the room's words."""
        with in_our_words():
            connection = self._connection()
            with _transaction(connection, "DEFERRED"):
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside one IMMEDIATE transaction: all of it is kept, or none."""
        with in_our_words():
            connection = self._connection()
            with _transaction(connection, "IMMEDIATE"):
                yield connection

    def wipe_journal(self) -> None:
        """Overwrite the old pages in the rollback journal; call after destroying keys.

        The exclusive lock keeps every other process from opening a journal meanwhile, and we
        write no page ourselves, so the file is not in use. Its header is zero already.
        """
        with in_our_words():
            connection = self._connection()
            # On a read-only database BEGIN EXCLUSIVE succeeds and locks nothing.
            if not os.access(self._path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._path))
            with _transaction(connection, "EXCLUSIVE"):
                _overwrite(self._path.with_name(self._path.name + "-journal"))

    def watching(self, wait_seconds: float) -> sqlite3.Connection:
        """Open a connection of its own for repeated reads from any thread; the caller closes it.

        It may not change anything, except to roll back what a killed writer left half-done.
        """
        with in_our_words():
            connection = _connect(self._path, wait_seconds, any_thread=True)
            connection.execute("PRAGMA query_only=ON")
            return connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        if os.getpid() != self._process:
            raise VaultError("vault_forked", "A vault cannot be carried into a forked process; open it there.")
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = _connect(self._path, WRITE_WAIT_SECONDS)
        return connection


def create_database(path: Path, schema: str, rows: dict[str, bytes]) -> None:
    """Make a key database with its schema and `meta` rows, complete or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with in_our_words():
        draft.touch(0o600)
        with closing(_connect(draft, WRITE_WAIT_SECONDS)) as connection:
            connection.executescript(schema)
            connection.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", rows.items())
        draft.with_name(draft.name + "-journal").unlink(missing_ok=True)
        draft.rename(path)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn errors of SQLite and the file system into `VaultError`."""
    try:
        yield
    except sqlite3.Error as error:
        name = "_".join(str(getattr(error, "sqlite_errorname", "")).split("_")[:2])
        code, sentence = _SENTENCES.get(name, ("keys_unusable", "The key database could not be used."))
        raise VaultError(code, f"{sentence} ({error})") from error
    except OSError as error:
        code, sentence = _SENTENCES[_KINDS.get(error.errno or 0, "SQLITE_IOERR")]
        raise VaultError(code, f"{sentence} ({error})") from error


def _connect(path: Path, wait_seconds: float, *, any_thread: bool = False) -> sqlite3.Connection:
    # `mode=rw` so that a missing database is an error and never a new, empty one.
    connection = sqlite3.connect(
        f"file:{path.absolute().as_uri()[7:]}?mode=rw",
        uri=True,
        timeout=wait_seconds,
        isolation_level=None,
        check_same_thread=not any_thread,
    )
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection, mode: str) -> Iterator[None]:
    connection.execute(f"BEGIN {mode}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _overwrite(journal: Path) -> None:
    """Overwrite a file with zeros where it lies, and sync it; nothing when there is none."""
    try:
        handle = os.open(journal, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        left = os.fstat(handle).st_size
        while left > 0:
            left -= os.write(handle, _WIPE_BLOCK[:left])
        os.fsync(handle)
    finally:
        os.close(handle)
