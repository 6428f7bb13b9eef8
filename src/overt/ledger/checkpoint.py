"""Checkpoints (c2sp.org/tlog-checkpoint): the ledger's size and root, signed, with the tiles that lead to them.

A checkpoint is what the ledger cannot take back. Signing refuses when the ledger no longer
continues what the last checkpoint vouched for, or when its rows, its tiles and its head disagree.
"""

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from overt.ledger.errors import CheckpointRefused
from overt.ledger.files import only_writer, replace_file
from overt.ledger.note import SignerKey, VerifierKey, open_note, sign
from overt.ledger.published import publish_entries
from overt.ledger.tail import check_tail
from overt.ledger.tiles import grow
from overt.ledger.tree import leaves_between, read_head

KEY_FILE = "ledger.key"
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


def create_signing_key(keys: Path, origin: str = "") -> VerifierKey:
    """Make `keys/ledger.key` (mode 0600) and give its public half; never replaces one.

    `origin` names the ledger in every checkpoint, best the address it will be published at
    without its scheme; without one it is a name under `.invalid` that cannot collide (RFC 2606).
    """
    return create_key(keys / KEY_FILE, origin).verifier


def create_key(path: Path, name: str = "") -> SignerKey:
    """Make a signing key in a file of mode 0600; never replaces one."""
    private = Ed25519PrivateKey.generate()
    default = f"overt.invalid/{private.public_key().public_bytes_raw()[:8].hex()}"
    key = SignerKey.named(name or default, private)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CheckpointRefused("ledger_key_exists", f"There is a signing key in {path} already.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(key.to_text() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def read_signing_key(keys: Path) -> SignerKey:
    """Read `keys/ledger.key`; `CheckpointRefused` when it is missing, exposed or damaged."""
    return read_key(keys / KEY_FILE)


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


def sign_checkpoint(keys: Path, out: Path) -> Checkpoint:
    """Sign the ledger as it stands; write tiles, published entries, `checkpoint` and `ledger.vkey` into `out`.

    Raises `CheckpointRefused` when the rows contradict the head row, the tiles or the last checkpoint, so
    that no two checkpoints of this key can contradict each other. Files appear whole or not at
    all. A ledger that has not grown keeps its checkpoint, with the signatures of its witnesses.
    """
    key = read_signing_key(keys)
    with only_writer(out):
        last = read_checkpoint(out, key.verifier)
        frontier = check_tail(out, last.size if last else 0, last.root if last else b"")
        if last and last.size == frontier.size:
            return last
        old = last.size if last else 0
        grow(out, old, leaves_between(old, frontier.size))
        publish_entries(out, old, frontier.size)
        text = checkpoint_text(key.name, frontier.size, frontier.root())
        checkpoint = Checkpoint(key.name, frontier.size, frontier.root(), sign(text, key))
        replace_file(out / VERIFIER_FILE, f"{key.verifier.to_text()}\n".encode())
        replace_file(out / CHECKPOINT_FILE, checkpoint.note.encode())
    return checkpoint


def unpublished(home: Path) -> int:
    """Count the entries that are under no checkpoint yet."""
    head = read_head()
    last = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    return head.size - (last.size if last else 0) if head else 0


def check_start(home: Path) -> None:
    """Refuse to run on a ledger whose newest rows, tiles, head and checkpoint do not fit; the sentence says which."""
    out = home / "ledger"
    last = read_checkpoint(out, read_signing_key(home / "keys").verifier)
    check_tail(out, last.size if last else 0, last.root if last else b"")


def read_checkpoint(folder: Path, key: VerifierKey) -> Checkpoint | None:
    """Read and check the last checkpoint; nothing when there is none yet.

    Raises `CheckpointRefused` for one that is forged, damaged or another ledger's.
    """
    try:
        note = (folder / CHECKPOINT_FILE).read_bytes()
    except FileNotFoundError:
        return None
    return open_checkpoint(note, key)


def open_checkpoint(note: bytes, key: VerifierKey) -> Checkpoint:
    """Read a checkpoint this key signed; `CheckpointRefused` for any other note."""
    found = _TEXT.fullmatch(open_note(note, key))
    if found is None or found["origin"] != key.name:
        raise CheckpointRefused("checkpoint_unfit", "The signed note is not a checkpoint of this ledger.")
    root = base64.b64decode(found["root"])
    return Checkpoint(found["origin"], int(found["size"]), root, note.decode())
