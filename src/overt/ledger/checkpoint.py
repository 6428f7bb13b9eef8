"""Checkpoints (c2sp.org/tlog-checkpoint): the ledger's size and root, signed, with the tiles that lead to them.

A checkpoint is what the ledger cannot take back. Signing refuses when the ledger no longer
continues what the last checkpoint vouched for, or when its rows, its tiles and its head disagree.
"""

from pathlib import Path

from overt.ledger.files import only_writer, replace_file
from overt.ledger.note import SignerKey, VerifierKey, sign
from overt.ledger.published import publish_entries
from overt.ledger.signed import (
    CHECKPOINT_FILE,
    VERIFIER_FILE,
    Checkpoint,
    checkpoint_text,
    create_key,
    open_checkpoint,
    read_key,
)
from overt.ledger.tail import check_tail
from overt.ledger.tiles import grow
from overt.ledger.tree import leaves_between, read_head

KEY_FILE = "ledger.key"


def create_signing_key(keys: Path, origin: str = "") -> VerifierKey:
    """Make `keys/ledger.key` (mode 0600) and give its public half; never replaces one.

    `origin` names the ledger in every checkpoint, best the address it will be published at
    without its scheme; without one it is a name under `.invalid` that cannot collide (RFC 2606).
    """
    return create_key(keys / KEY_FILE, origin).verifier


def read_signing_key(keys: Path) -> SignerKey:
    """Read `keys/ledger.key`; `CheckpointRefused` when it is missing, exposed or damaged."""
    return read_key(keys / KEY_FILE)


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
