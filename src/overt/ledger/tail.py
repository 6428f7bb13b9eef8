"""The check before anything is signed and before anything runs: do the newest rows continue what was vouched for?

It reads the checkpoint's right edge and the last few hundred rows, never the whole ledger, so it costs the same for
ten entries and ten million. The whole is `verify`'s business. Refuses with a sentence that says which does not fit.
"""

from pathlib import Path

from overt.ledger.errors import CheckpointRefused, LedgerError
from overt.ledger.merkle import Frontier
from overt.ledger.tiles import WIDTH, Tiles, reading
from overt.ledger.tree import leaves_between, read_head

LOOKED_AT = 2 * WIDTH
"""At least so many entries before the checkpoint are compared with their tiles, if there are so many."""


def check_tail(folder: Path, size: int, root: bytes) -> Frontier:
    """Compare head, newest rows and tiles with a checkpoint of `size` entries; give the tree's right edge now.

    `root` is the checkpoint's. Raises `CheckpointRefused`.
    """
    head = read_head()
    if head is None:
        raise CheckpointRefused("head_broken", "The ledger's head row is damaged; verify the ledger.")
    if head.size < size:
        raise CheckpointRefused(
            "ledger_rolled_back",
            f"The checkpoint vouches for {size} entries, but the database holds {head.size}: it was rolled back to an"
            " older copy. Restore the newer one; nothing runs until then.",
        )
    tree = _vouched_for(folder, size, root)
    if head.size == size and head != tree:
        raise CheckpointRefused("ledger_forked", "The head row is not the tree that the last checkpoint vouched for.")
    for leaf in leaves_between(size, head.size):
        tree = tree.push(leaf)
    if tree != head:
        raise CheckpointRefused(
            "head_contradicted",
            f"The entries from {size} on and the head row disagree: an entry was changed, removed or added.",
        )
    return head


def _vouched_for(folder: Path, size: int, root: bytes) -> Frontier:
    """Rebuild the tree of the checkpoint from its tiles and compare its last rows with them."""
    if size == 0:
        return Frontier()
    tiles = Tiles(reading(folder), size)
    try:
        frontier = tiles.frontier()
        first = max(0, size - LOOKED_AT) // WIDTH
        written = [leaf for number in range(first, -(-size // WIDTH)) for leaf in tiles.hashes(0, number)]
    except LedgerError as error:
        raise CheckpointRefused(error.code, error.sentence) from error
    if frontier.root() != root:
        raise CheckpointRefused("tiles_contradicted", "The hash tiles do not lead to the root of the last checkpoint.")
    for index, (row, tile) in enumerate(zip(_rows(first * WIDTH, size), written, strict=True), first * WIDTH):
        if row != tile:
            raise CheckpointRefused("ledger_forked", f"Entry {index} is not the one the last checkpoint vouched for.")
    return frontier


def _rows(low: int, high: int) -> list[bytes]:
    found = list(leaves_between(low, high))
    if len(found) != high - low:
        raise CheckpointRefused("entry_missing", f"An entry between {low} and {high - 1} is missing from the database.")
    return found
