"""The `keys/` folder: made private, found private, or refused.

Refuses to work with a folder or key file that anybody but its owner could read.
"""

import os
import stat
from pathlib import Path

from overt.vault.database import sync_folder
from overt.vault.errors import VaultError

FOLDER = "keys"
SITE_KEY = "site.key"
NEXT_SITE_KEY = "site.key.next"
KEYS = "keys.sqlite3"
RELEASES = "releases.sqlite3"


def make_folder(home: Path) -> Path:
    """Make `home/keys` for its owner only, if it is missing; give its path."""
    folder = home / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise VaultError("keys_unwritable", f"The keys folder {folder} cannot be made: {error}.") from error
    refuse_exposed(folder)
    return folder


def find_folder(home: Path) -> Path:
    """Give `home/keys` after checking that it and what it holds are private."""
    folder = home / FOLDER
    if not folder.is_dir():
        raise VaultError("keys_missing", f"There is no keys folder {folder}; `overt init` makes one.")
    refuse_exposed(folder)
    for name in (SITE_KEY, NEXT_SITE_KEY, KEYS, KEYS + "-journal", RELEASES, RELEASES + "-journal"):
        if (folder / name).exists():
            refuse_exposed(folder / name)
    return folder


def refuse_exposed(path: Path) -> None:
    """Refuse a path that group or others may touch, or that belongs to somebody else."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise VaultError("keys_exposed", f"{path} is a symbolic link; keys are kept where they are named.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        mode = "700" if path.is_dir() else "600"
        raise VaultError("keys_exposed", f"Others may read {path}. Make it private: chmod {mode} {path}")
    if status.st_uid != os.geteuid():
        raise VaultError("keys_not_ours", f"{path} belongs to another user of this machine.")


def write_private(path: Path, data: bytes) -> None:
    """Write a new file of mode 0600 that is there whole or not at all; never over another."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.link(draft, path)
    draft.unlink()
    sync_folder(path.parent)
