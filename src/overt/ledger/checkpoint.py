"""Checkpoints (c2sp.org/tlog-checkpoint): the ledger's size and root, signed.

A checkpoint is what the ledger cannot take back. Signing refuses when the ledger no longer
contains what the last checkpoint vouched for, or when its rows and its head disagree.
"""

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from overt.ledger.errors import CheckpointRefused
from overt.ledger.note import SignerKey, VerifierKey, open_note, sign
from overt.ledger.tree import read_head, roots_at

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


def create_signing_key(keys: Path, origin: str = "") -> VerifierKey:
    """Make `keys/ledger.key` (mode 0600) and give its public half; never replaces one.

    `origin` names the ledger in every checkpoint, best the address it will be published at
    without its scheme; without one it is a name under `.invalid` that cannot collide (RFC 2606).
    """
    private = Ed25519PrivateKey.generate()
    default = f"overt.invalid/{private.public_key().public_bytes_raw()[:8].hex()}"
    key = SignerKey.named(origin or default, private)
    try:
        handle = os.open(keys / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CheckpointRefused("ledger_key_exists", "The ledger has a signing key already.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(key.to_text() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key.verifier


def read_signing_key(keys: Path) -> SignerKey:
    """Read `keys/ledger.key`; `CheckpointRefused` when it is missing, exposed or damaged."""
    path = keys / KEY_FILE
    try:
        if path.stat().st_mode & 0o077:
            raise CheckpointRefused("ledger_key_exposed", f"Others may read {path}. Make it private: chmod 600 {path}")
        return SignerKey.from_text(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise CheckpointRefused("ledger_key_missing", f"The ledger's signing key {path} is missing.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointRefused("ledger_key_unreadable", f"The signing key {path} cannot be read.") from error


def sign_checkpoint(keys: Path, out: Path) -> Checkpoint:
    """Sign the ledger as it stands; write `checkpoint` and `ledger.vkey` into the folder `out`.

    Raises `CheckpointRefused` when the rows contradict the head row or the last checkpoint, so
    that no two checkpoints of this key can contradict each other. Files appear whole or not at
    all.
    """
    key = read_signing_key(keys)
    last = read_checkpoint(out, key.verifier)
    head = read_head()
    if head is None:
        raise CheckpointRefused("head_broken", "The ledger's head row is damaged; verify the ledger.")
    roots = roots_at(head.size, last.size if last else 0)
    if roots.get(head.size) != head.root():
        raise CheckpointRefused("head_contradicted", "The ledger's entries and its head disagree; verify the ledger.")
    if last and (head.size < last.size or roots.get(last.size) != last.root):
        raise CheckpointRefused("ledger_forked", "The ledger no longer holds what its last checkpoint vouched for.")
    text = f"{key.name}\n{head.size}\n{base64.b64encode(head.root()).decode()}\n"
    checkpoint = Checkpoint(key.name, head.size, head.root(), sign(text, key))
    out.mkdir(parents=True, exist_ok=True)
    _replace(out / VERIFIER_FILE, key.verifier.to_text() + "\n")
    _replace(out / CHECKPOINT_FILE, checkpoint.note)
    return checkpoint


def read_checkpoint(folder: Path, key: VerifierKey) -> Checkpoint | None:
    """Read and check the last checkpoint; nothing when there is none yet.

    Raises `CheckpointRefused` for one that is forged, damaged or another ledger's.
    """
    try:
        note = (folder / CHECKPOINT_FILE).read_bytes()
    except FileNotFoundError:
        return None
    found = _TEXT.fullmatch(open_note(note, key))
    if found is None or found["origin"] != key.name:
        raise CheckpointRefused("checkpoint_unfit", "The signed note is not a checkpoint of this ledger.")
    root = base64.b64decode(found["root"])
    return Checkpoint(found["origin"], int(found["size"]), root, note.decode())


def _replace(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the new one, even after a power cut."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
