"""A backup of the records, and bringing one back. No key is ever in one: only four named things of a site are taken.

What was erased after the backup comes back as ciphertext whose key is gone, and `finish_erasures` erases its rows again
with a receipt. What was made after it is lost, and its keys are destroyed as orphans. SQLite only: PostgreSQL has its
own tools, and the same holds for what they bring back.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from overt.records.errors import BackupRefused

DATABASE = "overt.sqlite3"
KEYS = "keys"
_FOLDERS = ("media", "ledger")
_FILES = ("overt.toml",)
_MANIFEST = "manifest.json"
_FORMAT = "overt-backup/1"


@dataclass(frozen=True)
class Backup:
    """What a backup holds: files with their SHA-256, and when it was made (aware UTC)."""

    made_at: datetime
    files: dict[str, str]

    @property
    def digest(self) -> str:
        """Return the SHA-256 over the names and digests of its files."""
        told = json.dumps(self.files, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


def make_backup(home: Path, database: sqlite3.Connection, target: Path) -> Backup:
    """Write a backup of a site to a new file of mode 0600, whole or not at all; `database` is an open connection.

    The ledger's files are copied first, then the database as of one moment, then the sealed files: so no row lacks its
    file, and nothing published is newer than the database. Raises BackupRefused when the target exists, or a file to be
    taken is a link to another place or a second name of a key.
    """
    if target.exists():
        raise BackupRefused("backup_exists", f"{target} exists already; a backup never overwrites anything.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        draft = Path(folder)
        _copy(home, "ledger", draft)
        with closing(sqlite3.connect(draft / DATABASE)) as copied:
            database.backup(copied)
        for name in ("media", *_FILES):
            _copy(home, name, draft)
        files = {path.relative_to(draft).as_posix(): path for path in sorted(draft.rglob("*")) if path.is_file()}
        backup = Backup(datetime.now(UTC), {name: _digest(path) for name, path in files.items()})
        part = draft / "part"
        _write(part, files, backup)
        os.link(part, target)
    return backup


def _copy(home: Path, name: str, draft: Path) -> None:
    """Copy one named thing of a site; the keys folder is not among them, and no other name of a key is taken."""
    keys = {(fact.st_dev, fact.st_ino) for fact in (path.lstat() for path in (home / KEYS).glob("**/*"))}
    top = home / name
    for path in [top, *sorted(top.rglob("*"))]:
        if path.is_symlink():
            raise BackupRefused("backup_link", f"{path} is a link; a backup takes only what lies in the site.")
        with suppress(FileNotFoundError):  # erased meanwhile
            fact = path.lstat()
            if (fact.st_dev, fact.st_ino) in keys:
                raise BackupRefused("backup_key", f"{path} is another name of a key; a backup holds no key.")
            if path.is_file():
                copy = draft / path.relative_to(home)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)


def _write(part: Path, taken: dict[str, Path], backup: Backup) -> None:
    manifest = json.dumps({"format": _FORMAT, "made_at": backup.made_at.isoformat(), "files": backup.files}).encode()
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            head = tarfile.TarInfo(_MANIFEST)
            head.size = len(manifest)
            archive.addfile(head, io.BytesIO(manifest))
            for name, path in taken.items():
                archive.add(path, name, recursive=False, filter=_plain)
        file.flush()
        os.fsync(file.fileno())


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def restore_backup(source: Path, home: Path) -> Backup:
    """Bring a backup back into a site folder that has no database; its keys folder is not touched.

    A ledger that is there is set aside, since it may be longer than the one brought back, and whoever saw the longer
    one must be able to find it. Raises BackupRefused when a database is there, or the file is no whole backup.
    """
    if (home / DATABASE).exists():
        raise BackupRefused("database_there", f"Move {home / DATABASE} away before bringing a backup back.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        draft = Path(folder)
        backup = _unpacked(source, draft)
        for name in _FOLDERS:
            if (home / name).exists():
                (home / name).rename(home / f"{name}.before-{backup.made_at:%Y%m%dT%H%M%S}-{os.getpid()}")
        for name in (*_FOLDERS, *_FILES, DATABASE):  # the database last: without it there is no site
            if (draft / name).exists():
                (draft / name).replace(home / name)
    return backup


def _unpacked(source: Path, draft: Path) -> Backup:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(draft, members=_allowed(archive), filter="data")
        told = json.loads((draft / _MANIFEST).read_bytes())
        backup = Backup(datetime.fromisoformat(told["made_at"]), dict(told["files"]))
        known = told["format"] == _FORMAT
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused("not_a_backup", f"{source} is not a backup of this program.") from error
    found = {path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file()} - {_MANIFEST}
    if not known or found != set(backup.files) or DATABASE not in found:
        raise BackupRefused("backup_incomplete", f"{source} does not hold what its list says.")
    if any(_digest(draft / name) != digest for name, digest in backup.files.items()):
        raise BackupRefused("backup_altered", f"{source} was altered or is damaged.")
    return backup


def _allowed(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in archive:
        top = member.name.split("/")[0]
        if not member.isreg() or top not in (*_FOLDERS, *_FILES, DATABASE, _MANIFEST):
            raise BackupRefused("backup_foreign", f"The backup holds {member.name}, which no backup of ours holds.")
        yield member


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
