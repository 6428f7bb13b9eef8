"""Verify the ledger of this site: every entry, hash, chain and tile, the head and the signed checkpoint.

Refuses to call a ledger verified that has entries and no checkpoint, because then entries
could have been taken off its end unseen. Entries newer than the last checkpoint are only as
safe as the database until the next one is signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from overt.ledger import events
from overt.ledger.checkpoint import read_checkpoint, read_signing_key
from overt.ledger.entry import MAX_ENTRY_BYTES, Leaf, commit_to_time, from_microseconds
from overt.ledger.errors import LedgerError
from overt.ledger.merkle import Frontier, leaf_hash, root
from overt.ledger.models import LedgerRow
from overt.ledger.read import as_entry
from overt.ledger.signed import Checkpoint
from overt.ledger.tiles import WIDTH, Tiles, reading
from overt.ledger.tree import read_head, rows_in_order

MAX_PROBLEMS = 50
SLACK_MICROSECONDS = 1_000_000
"""A clock that is kept in step may step back a little; a second is more than that."""


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
    tiles = _TileCheck(home / "ledger", checkpoint.size if checkpoint else 0)
    walk = _walk(sizes, tiles, problems)
    problems += _head_problems(head, walk)
    problems += _checkpoint_problems(checkpoint, walk) if checkpoint else []
    return Verification(walk.tree.size, walk.tree.root(), not problems, tuple(problems[:MAX_PROBLEMS]))


@dataclass(frozen=True)
class _Walk:
    """The tree over the rows as they are, and its roots at the sizes asked for."""

    tree: Frontier
    roots: dict[int, bytes]


def _walk(sizes: set[int], tiles: "_TileCheck", problems: list[str]) -> _Walk:
    tree, roots = Frontier(), {0: Frontier().root()}
    expected, seen = 0, _Seen()
    for row in rows_in_order():
        if len(problems) < MAX_PROBLEMS:
            problems += _row_problems(row, expected)
            problems += seen.problems(row)
        expected = row.index + 1
        leaf = leaf_hash(bytes(row.entry))
        tree = tree.push(leaf)
        problems += tiles.problems(leaf)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return _Walk(tree, roots)


class _TileCheck:
    """Compares the tiles of the checkpoint's tree, level by level, with what the rows give."""

    def __init__(self, folder: Path, size: int) -> None:
        self._tiles, self._left = Tiles(reading(folder), size), size
        self._rows: list[list[bytes]] = [[]]
        self._written = [0]

    def problems(self, leaf: bytes) -> Iterator[str]:
        if self._left:
            self._left -= 1
            yield from self._push(0, leaf)
        if self._left == 0 and self._rows:
            for level in range(len(self._rows)):
                if self._rows[level]:
                    yield from self._compare(level)
            self._rows = []

    def _push(self, level: int, node: bytes) -> Iterator[str]:
        if level == len(self._rows):
            self._rows.append([])
            self._written.append(0)
        self._rows[level].append(node)
        if len(self._rows[level]) == WIDTH:
            yield from self._compare(level)
            full, self._rows[level] = self._rows[level], []
            self._written[level] += 1
            yield from self._push(level + 1, root(full))

    def _compare(self, level: int) -> Iterator[str]:
        number = self._written[level]
        try:
            if self._tiles.hashes(level, number) != self._rows[level]:
                yield f"Hash tile {number} of level {level} does not fit the entries."
        except LedgerError as error:
            yield error.sentence


@dataclass
class _Seen:
    """What the rows so far lead to: the last entry of every chain, and the latest moment."""

    chains: dict[str, tuple[int, str]] = field(default_factory=dict)
    at: int = 0

    def problems(self, row: LedgerRow) -> Iterator[str]:
        try:
            leaf = Leaf.from_bytes(bytes(row.entry))
        except LedgerError:
            return  # said of the row already
        number, previous = self.chains.get(leaf.deployment, (-1, ""))
        if (leaf.number, leaf.previous) != (number + 1, previous):
            yield f"Entry {row.index} does not continue the entries of its deployment: one is missing or moved."
        self.chains[leaf.deployment] = leaf.number, leaf_hash(bytes(row.entry)).hex()
        if row.at < self.at - SLACK_MICROSECONDS:
            yield f"The clock was set back before entry {row.index}, by {(self.at - row.at) // 1_000_000} seconds."
        self.at = max(self.at, row.at)


def _row_problems(row: LedgerRow, expected: int) -> Iterator[str]:
    if row.index == expected + 1:
        yield f"Entry {expected} is missing."
    elif row.index != expected:
        yield f"Entries {expected} to {row.index - 1} are missing."
    data = bytes(row.entry)
    if leaf_hash(data) != bytes(row.leaf_hash):
        yield f"Entry {row.index} was changed: its hash does not fit its content."
    try:
        leaf, at = Leaf.from_bytes(data), from_microseconds(row.at)
        events.check(leaf.event, as_entry(row).details)
        if commit_to_time(bytes(row.salt), at) != leaf.time:
            yield f"The moment kept beside entry {row.index} is not the one the entry commits to."
        if row.deployment != leaf.deployment:
            yield f"Entry {row.index} is filed under another deployment than its own."
    except (LedgerError, OverflowError) as error:
        told = error.sentence if isinstance(error, LedgerError) else "its time is beyond the calendar."
        yield f"Entry {row.index} is not one this ledger could have written: {told}"
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
