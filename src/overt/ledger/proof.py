"""Proof files (c2sp.org/tlog-proof): that one entry is in the ledger, for anybody to check offline.

The file carries the entry itself as extra data, so that it proves what it says without anything else. Refuses an entry
the last checkpoint does not cover yet.
"""

import base64
from pathlib import Path

from overt.ledger.errors import CheckpointRefused
from overt.ledger.files import replace_file
from overt.ledger.models import LedgerRow
from overt.ledger.signed import Checkpoint
from overt.ledger.tiles import Tiles, reading

HEADER = "c2sp.org/tlog-proof@v1"
ENDING = ".tlog-proof"


def prove(folder: Path, checkpoint: Checkpoint, index: int) -> str:
    """Give the proof file of one entry in the checkpoint's tree, read from the tiles in `folder`.

    Raises:
        CheckpointRefused: the checkpoint does not cover the entry.
        LedgerError: a tile is missing.
    """
    row = LedgerRow.objects.filter(index=index, index__lt=checkpoint.size).first()
    if row is None:
        raise CheckpointRefused(
            "entry_not_covered",
            f"The checkpoint covers the entries 0 to {checkpoint.size - 1}; {index} is none of them.",
        )
    hashes = Tiles(reading(folder), checkpoint.size).inclusion_proof(index)
    return proof_text(index, hashes, checkpoint.note, bytes(row.entry))


def proof_text(index: int, hashes: list[bytes], note: str, extra: bytes = b"") -> str:
    """Write a proof file."""
    lines = [HEADER]
    if extra:
        lines.append(f"extra {base64.b64encode(extra).decode()}")
    lines += [f"index {index}", *(base64.b64encode(node).decode() for node in hashes), "", note]
    return "\n".join(lines)


def write_proof(path: Path, text: str) -> None:
    """Write a proof file whole or not at all."""
    replace_file(path, text.encode())


def consistency_text(folder: Path, checkpoint: Checkpoint, old_size: int) -> str:
    """Write the proof that the ledger continues its first `old_size` entries: the request of c2sp.org/tlog-witness."""
    hashes = Tiles(reading(folder), checkpoint.size).consistency_proof(old_size)
    lines = [f"old {old_size}", *(base64.b64encode(node).decode() for node in hashes), "", checkpoint.note]
    return "\n".join(lines)
