"""A new site key in place of the old one, in steps that are each whole or not there; any of them may be the last.

1. The new key is written beside the old one. 2. and 3. Each key database is rewrapped and marked in one transaction.
4. The old key is overwritten where it lies and the new one takes its name. Whoever opens the vault next does the steps
that are missing; until then both keys are found. Processes that have the vault open notice at their next use (`Root`).

What it renews: the wrapping of every deployment's keys, of the releases in force, and of the documents' root. Not the
records' own keys: whoever copied the old site key *and* the key databases before can still open what lived then.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from overt.vault import keys, release
from overt.vault.database import KeyDatabase, in_our_words, sync_folder
from overt.vault.errors import VaultError
from overt.vault.folder import KEYS, NEXT_SITE_KEY, RELEASES, SITE_KEY, find_folder, write_private
from overt.vault.key_store import KeyStore, to_bytes
from overt.vault.site_key import SiteKey, new_key

CHECK = "site_key_check"
_Rewrap = Callable[[sqlite3.Connection, SiteKey, SiteKey], None]
_DATABASES: tuple[tuple[str, _Rewrap], ...] = ((KEYS, keys.rewrap), (RELEASES, release.rewrap))


class Root:
    """The site key as this process holds it; read again when a rotation has replaced it."""

    def __init__(self, folder: Path, site: SiteKey) -> None:
        self._folder = folder
        self._site = site
        self._lock = threading.Lock()

    def under(self, connection: sqlite3.Connection) -> SiteKey:
        """Give the site key this database is under now; within the transaction that uses it."""
        wanted = check_of(connection)
        with self._lock:
            if self._site.check != wanted:
                self._site = find_key(self._folder, wanted)
            return self._site


def check_of(connection: sqlite3.Connection) -> bytes:
    """Return the mark of the site key a key database is under."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (CHECK,)).fetchone()
    return bytes(row[0]) if row else b""


def find_key(folder: Path, wanted: bytes) -> SiteKey:
    """Read the site key with this mark: the one that is about to be in use, or the one that is."""
    with suppress(VaultError):  # none is about to be, or it was put in place this moment
        return _read_marked(folder / NEXT_SITE_KEY, wanted)
    return _read_marked(folder / SITE_KEY, wanted)


def _read_marked(path: Path, wanted: bytes) -> SiteKey:
    site = SiteKey.read(path)
    if site.check != wanted:
        raise VaultError("site_key_wrong", "The site key does not belong to this key database.")
    return site


def rotate_site_key(home: Path, store: KeyStore) -> None:
    """Make a new site key, kept in this store, and let every key of the site hang from it; the old one is destroyed."""
    folder = find_folder(home)
    with in_our_words(), _alone(folder):
        _finish(folder)
        write_private(folder / NEXT_SITE_KEY, to_bytes(store, bytes(new_key())))
        _finish(folder)


def finish_rotation(folder: Path) -> None:
    """Do what a rotation that was cut short left to do; nothing if there was none."""
    if (folder / NEXT_SITE_KEY).exists():
        with in_our_words(), _alone(folder):
            _finish(folder)


def _finish(folder: Path) -> None:
    if not (folder / NEXT_SITE_KEY).exists():
        return
    new = SiteKey.read(folder / NEXT_SITE_KEY)
    for name, rewrap in _DATABASES:
        database = KeyDatabase(folder / name)
        try:
            with database.writing() as connection:
                _rewrap(connection, folder, new, rewrap)
            database.wipe_journal()
        finally:
            database.close()
    _overwrite(folder / SITE_KEY)
    (folder / NEXT_SITE_KEY).replace(folder / SITE_KEY)
    sync_folder(folder)


def _rewrap(connection: sqlite3.Connection, folder: Path, new: SiteKey, rewrap: _Rewrap) -> None:
    marked = check_of(connection)
    if marked != new.check:
        rewrap(connection, _read_marked(folder / SITE_KEY, marked), new)
        connection.execute("UPDATE meta SET value = ? WHERE name = ?", (new.check, CHECK))


def _overwrite(path: Path) -> None:
    """Overwrite the old key's file with zeros where it lies."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other rotations out; the lock goes with the process."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
