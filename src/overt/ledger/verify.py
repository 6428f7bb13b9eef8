"""Verify the ledger of this site: every entry, every hash, the head and the signed checkpoint.

Refuses to call a ledger verified that has entries and no checkpoint, because then entries
could have been taken off its end unseen. Entries newer than the last checkpoint are only as
safe as the database until the next one is signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from overt.ledger import events
from overt.ledger.checkpoint import Checkpoint, read_checkpoint, read_signing_key
from overt.ledger.entry import MAX_ENTRY_BYTES, Act
from overt.ledger.errors import LedgerError
from overt.ledger.merkle import Frontier, leaf_hash
from overt.ledger.models import LedgerRow
from overt.ledger.tree import read_head, rows_in_order

MAX_PROBLEMS = 50


@dataclass(frozen=True)
class Verification:
    """What verification found; `root` is 32 bytes over the rows as they are."""

    size: int
    root: bytes
    verified: bool
    problems: tuple[str, ...]


def verify_ledger(home: Path) -> Verification:
    """Recompute the ledger in the database and compare it with the checkpoint under `home`.

    Names the first 50 problems, those of single entries first. Entries appended meanwhile do
    no harm.
    """
    problems: list[str] = []
    checkpoint = _checkpoint(home, problems)
    head = read_head()
    sizes = {checkpoint.size if checkpoint else 0, head.size if head else 0}
    walk = _walk(sizes, problems)
    problems += _head_problems(head, walk)
    problems += _checkpoint_problems(checkpoint, walk) if checkpoint else []
    return Verification(walk.tree.size, walk.tree.root(), not problems, tuple(problems[:MAX_PROBLEMS]))


@dataclass(frozen=True)
class _Walk:
    """The tree over the rows as they are, and its roots at the sizes asked for."""

    tree: Frontier
    roots: dict[int, bytes]


def _walk(sizes: set[int], problems: list[str]) -> _Walk:
    tree, roots = Frontier(), {0: Frontier().root()}
    expected = 0
    for row in rows_in_order():
        if len(problems) < MAX_PROBLEMS:
            problems += _row_problems(row, expected)
        expected = row.index + 1
        tree = tree.push(leaf_hash(bytes(row.entry)))
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return _Walk(tree, roots)


def _row_problems(row: LedgerRow, expected: int) -> Iterator[str]:
    if row.index == expected + 1:
        yield f"Entry {expected} is missing."
    elif row.index != expected:
        yield f"Entries {expected} to {row.index - 1} are missing."
    data = bytes(row.entry)
    if leaf_hash(data) != bytes(row.leaf_hash):
        yield f"Entry {row.index} was changed: its hash does not fit its content."
    try:
        act = Act.from_bytes(data)
        events.check(act.event, act.details)
    except LedgerError as error:
        yield f"Entry {row.index} is not one this ledger could have written: {error.sentence}"
    if len(data) > MAX_ENTRY_BYTES:
        yield f"Entry {row.index} is larger than an entry can be."


def _head_problems(head: Frontier | None, walk: _Walk) -> list[str]:
    now = read_head()
    if head is None or now is None:
        return ["The head row is damaged."]
    if walk.tree.size < head.size:
        return [f"The head row counts {head.size} entries, but only {walk.tree.size} are there: the tail was cut."]
    if walk.tree.size > now.size:
        return [f"{walk.tree.size} entries are there, but the head row counts {now.size}: entries were slipped in."]
    if walk.roots[head.size] != head.root():
        return ["The entries do not add up to the root in the head row: one was changed, moved or replaced."]
    return []


def _checkpoint(home: Path, problems: list[str]) -> Checkpoint | None:
    try:
        checkpoint = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    except LedgerError as error:
        problems.append(f"The checkpoint cannot be trusted: {error.sentence}")
        return None
    if checkpoint is None:
        problems.append("There is no signed checkpoint, so entries cut from the end would not be missed.")
    return checkpoint


def _checkpoint_problems(checkpoint: Checkpoint, walk: _Walk) -> list[str]:
    if walk.tree.size < checkpoint.size:
        return [f"The checkpoint vouches for {checkpoint.size} entries, but only {walk.tree.size} are there."]
    if walk.roots[checkpoint.size] != checkpoint.root:
        return [f"The first {checkpoint.size} entries are not those the checkpoint vouches for."]
    return []
