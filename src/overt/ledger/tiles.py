"""The tree as static files: tiles of 256 hashes (c2sp.org/tlog-tiles), written as the ledger grows, read for proofs.

A reader trusts no tile: whoever uses one compares the root it leads to with a signed checkpoint. Refuses a tile that is
missing or has the wrong length (`LedgerError("tile_broken")`), naming it.
"""

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from overt.ledger import merkle
from overt.ledger.errors import LedgerError
from overt.ledger.files import replace_file
from overt.ledger.merkle import HASH_BYTES, Frontier

WIDTH = 256
_LEVEL_BITS = 8

ReadTile = Callable[[str], bytes | None]
"""Gives the bytes at a tile's path below the log's prefix; nothing when there is no such file."""


def tile_path(kind: str, number: int, width: int = WIDTH) -> str:
    """Give the path of a tile below the log's prefix; `kind` is its level or `entries`."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(parts)}{partial}"


def reading(folder: Path) -> ReadTile:
    """Read tiles from a folder that holds the log's files."""

    def read(path: str) -> bytes | None:
        try:
            return (folder / path).read_bytes()
        except FileNotFoundError:
            return None

    return read


class Tiles:
    """The tree of the first `size` entries, read from tiles; each is read once."""

    def __init__(self, read: ReadTile, size: int) -> None:
        self.size = size
        self._read = read
        self._known: dict[tuple[int, int], bytes] = {}

    def hashes(self, level: int, number: int) -> list[bytes]:
        """Give the hashes of one tile of this tree."""
        return _split(self._tile(level, number))

    def subtree(self, low: int, high: int) -> bytes:
        """Give the root over the entries from `low` to before `high`, as proofs ask for it."""
        count = high - low
        if count & (count - 1) == 0 and low % count == 0:
            return self._node(count.bit_length() - 1, low // count)
        middle = low + merkle.split(count)
        return merkle.node_hash(self.subtree(low, middle), self.subtree(middle, high))

    def frontier(self) -> Frontier:
        """Give the tree's right edge, from which it can grow."""
        roots, low = [], 0
        for bit in reversed(range(self.size.bit_length())):
            if self.size >> bit & 1:
                roots.append(self._node(bit, low >> bit))
                low += 1 << bit
        return Frontier(self.size, tuple(roots))

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Prove that entry `index` is in this tree."""
        return merkle.inclusion_proof(index, self.size, self.subtree)

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """Prove that this tree continues the one of the first `old_size` entries."""
        return merkle.consistency_proof(old_size, self.size, self.subtree)

    def _node(self, height: int, number: int) -> bytes:
        level, within = divmod(height, _LEVEL_BITS)
        tile, offset = divmod(number << within, WIDTH)
        first, past = HASH_BYTES * offset, HASH_BYTES * (offset + (1 << within))
        return merkle.root(_split(self._tile(level, tile)[first:past]))

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._known:
            self._known[level, number] = self._fetch(level, number)
        return self._known[level, number]

    def _fetch(self, level: int, number: int) -> bytes:
        width = min(WIDTH, (self.size >> _LEVEL_BITS * level) - WIDTH * number)
        data = self._read(tile_path(str(level), number, width))
        if data is None:  # a partial tile may be gone once the full one is there
            data = (self._read(tile_path(str(level), number)) or b"")[: width * HASH_BYTES]
        if len(data) != width * HASH_BYTES:
            raise LedgerError("tile_broken", f"The hash tile {tile_path(str(level), number, width)} is missing or cut.")
        return data


def _split(data: bytes) -> list[bytes]:
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Write an entry bundle: each entry after its length in two bytes, most significant first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def grown(tiles: Tiles, leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Give what to write, by path, when a tree grows by these leaf hashes."""
    level, before, fresh, written = 0, tiles.size, list(leaves), dict[str, bytes]()
    while fresh:
        number, kept = divmod(before, WIDTH)
        row = [*(tiles.hashes(level, number) if kept else []), *fresh]
        above = []
        for place, start in enumerate(range(0, len(row), WIDTH), number):
            hashes = row[start : start + WIDTH]
            written[tile_path(str(level), place, len(hashes))] = b"".join(hashes)
            if len(hashes) == WIDTH:
                above.append(merkle.root(hashes))
        level, before, fresh = level + 1, before // WIDTH, above
    return written


def grow(folder: Path, old_size: int, leaves: Sequence[bytes]) -> None:
    """Write the tiles of a tree of `old_size` entries and these further leaf hashes; partial ones it filled go."""
    for path, data in grown(Tiles(reading(folder), old_size), leaves).items():
        replace_file(folder / path, data)
        if len(data) == WIDTH * HASH_BYTES:
            shutil.rmtree(folder / f"{path}.p", ignore_errors=True)
