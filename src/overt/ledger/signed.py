"""Checkpoints as values (c2sp.org/tlog-checkpoint) and the files of signing keys; needs no database.

Refuses a note that the right key did not sign, and a key file that others may read.
"""

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from overt.ledger.errors import CheckpointRefused
from overt.ledger.note import LOG, SignerKey, VerifierKey, open_note

CHECKPOINT_FILE = "checkpoint"
VERIFIER_FILE = "ledger.vkey"

_TEXT = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n")


@dataclass(frozen=True)
class Checkpoint:
    """A signed tree head: `root` is 32 bytes, `note` the whole signed text."""

    origin: str
    size: int
    root: bytes
    note: str

    @property
    def text(self) -> str:
        """What is signed, and what witnesses sign again."""
        return checkpoint_text(self.origin, self.size, self.root)


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Write the three lines of a checkpoint."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def open_checkpoint(note: bytes, key: VerifierKey) -> Checkpoint:
    """Read a checkpoint this key signed; `CheckpointRefused` for any other note."""
    found = _TEXT.fullmatch(open_note(note, key))
    if found is None or found["origin"] != key.name:
        raise CheckpointRefused("checkpoint_unfit", "The signed note is not a checkpoint of this ledger.")
    root = base64.b64decode(found["root"])
    return Checkpoint(found["origin"], int(found["size"]), root, note.decode())


def create_key(path: Path, name: str = "", kind: bytes = LOG) -> SignerKey:
    """Make a signing key in a file of mode 0600; never replaces one."""
    private = Ed25519PrivateKey.generate()
    default = f"overt.invalid/{private.public_key().public_bytes_raw()[:8].hex()}"
    key = SignerKey.named(name or default, private, kind)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CheckpointRefused("ledger_key_exists", f"There is a signing key in {path} already.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(key.to_text() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> SignerKey:
    """Read a signing key's file; `CheckpointRefused` when it is missing, exposed or damaged."""
    try:
        if path.stat().st_mode & 0o077:
            raise CheckpointRefused("ledger_key_exposed", f"Others may read {path}. Make it private: chmod 600 {path}")
        return SignerKey.from_text(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise CheckpointRefused("ledger_key_missing", f"The ledger's signing key {path} is missing.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointRefused("ledger_key_unreadable", f"The signing key {path} cannot be read.") from error
