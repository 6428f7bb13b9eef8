"""Collect the cosignatures of a ledger's witnesses (c2sp.org/tlog-witness) and keep them beside its checkpoint.

The log's side: it sends each witness the newest checkpoint with the proof from what that witness saw last. What a
witness does not answer is asked again with the next checkpoint. Refuses to go on (`CheckpointRefused`) when a
witness has seen more than this ledger holds: then the ledger was rolled back.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from overt.ledger.errors import CheckpointRefused
from overt.ledger.files import only_writer, replace_file
from overt.ledger.note import VerifierKey, open_signed
from overt.ledger.proof import consistency_text
from overt.ledger.signed import CHECKPOINT_FILE, Checkpoint, open_checkpoint
from overt.ledger.witness import SIZE_TYPE, Answer, cosignatures

COSIGNED_FILE = "checkpoint.cosigned"
"""The newest checkpoint with no fewer cosignatures than the one kept before."""

SEEN_FILE = "witnesses.json"
"""What each witness saw last, by its key."""

Post = Callable[[str, bytes], Answer]
"""Sends a body to an address and gives the answer; an `OSError` when there is none."""


@dataclass(frozen=True)
class WitnessAddress:
    """One witness of a ledger: its key and where it listens."""

    key: VerifierKey
    url: str


@dataclass(frozen=True)
class Asked:
    """What came of asking: whose signatures are on the checkpoint, and what others answered in words."""

    checkpoint: Checkpoint
    by: tuple[str, ...]
    troubles: tuple[str, ...]


def collect(out: Path, key: VerifierKey, witnesses: Sequence[WitnessAddress], post: Post) -> Asked:
    """Ask every witness that has not signed the checkpoint in `out`; write what they sign beneath it.

    Raises:
        CheckpointRefused: there is no sound checkpoint, or a witness has seen a longer ledger than this one.
    """
    checkpoint = open_checkpoint((out / CHECKPOINT_FILE).read_bytes(), key)
    seen, lines, troubles = _seen(out), [], []
    for witness in witnesses:
        if _has_signed(checkpoint.note, witness.key):
            continue
        try:
            signed = _ask(out, checkpoint, witness, seen, post)
        except (OSError, UnicodeError) as fault:
            troubles.append(f"{witness.key.name} cannot be reached: {type(fault).__name__}.")
            continue
        lines += signed
        if not signed:
            troubles.append(f"{witness.key.name} did not sign.")
    if lines:
        checkpoint = _keep(out, key, checkpoint, lines, [witness.key for witness in witnesses])
    replace_file(out / SEEN_FILE, json.dumps(seen, sort_keys=True).encode())
    by = tuple(witness.key.name for witness in witnesses if _has_signed(checkpoint.note, witness.key))
    return Asked(checkpoint, by, tuple(troubles))


def signers_of(note: bytes, keys: Sequence[VerifierKey]) -> tuple[str, ...]:
    """Give the names of those keys that signed a note."""
    return tuple(key.name for key in keys if _has_signed(note.decode("utf-8", "replace"), key))


def _ask(out: Path, checkpoint: Checkpoint, witness: WitnessAddress, seen: dict[str, int], post: Post) -> list[str]:
    """Send the checkpoint, once more if the witness saw another size last; give the lines it signed."""
    name = witness.key.to_text()
    for _ in range(2):
        body = consistency_text(out, checkpoint, seen.get(name, 0)).encode()
        answer = post(f"{witness.url.rstrip('/')}/add-checkpoint", body)
        if answer.status == 200:
            seen[name] = checkpoint.size
            return cosignatures(answer.body, checkpoint.text, [witness.key])
        size = _size_in(answer)
        if size is None or size == seen.get(name, 0):
            return []
        if size > checkpoint.size:
            raise CheckpointRefused(
                "ledger_rolled_back",
                f"The witness {witness.key.name} has seen {size} entries, this ledger holds {checkpoint.size}: it was"
                " rolled back to an older copy.",
            )
        seen[name] = size
    return []


def _size_in(answer: Answer) -> int | None:
    fits = answer.status == 409 and answer.content_type.partition(";")[0] == SIZE_TYPE
    return int(answer.body) if fits and re.fullmatch(r"(0|[1-9][0-9]{0,18})\n", answer.body) else None


def _keep(
    out: Path, key: VerifierKey, checkpoint: Checkpoint, lines: list[str], witnesses: list[VerifierKey]
) -> Checkpoint:
    signed = open_checkpoint((checkpoint.note + "".join(f"{line}\n" for line in lines)).encode(), key)
    with only_writer(out):
        if (out / CHECKPOINT_FILE).read_text("utf-8") == checkpoint.note:
            replace_file(out / CHECKPOINT_FILE, signed.note.encode())
        kept = (out / COSIGNED_FILE).read_bytes() if (out / COSIGNED_FILE).exists() else b""
        if len(signers_of(signed.note.encode(), witnesses)) >= len(signers_of(kept, witnesses)):
            replace_file(out / COSIGNED_FILE, signed.note.encode())
    return signed


def _has_signed(note: str, key: VerifierKey) -> bool:
    try:
        open_signed(note.encode(), key)
    except CheckpointRefused:
        return False
    return True


def _seen(out: Path) -> dict[str, int]:
    try:
        return {str(name): int(size) for name, size in json.loads((out / SEEN_FILE).read_bytes()).items()}
    except FileNotFoundError:
        return {}
