"""Write the whole ledger into a folder for an inspector: checkpoint, key, hash tiles, and every entry in its bundle.

Unlike what is public it holds the entries of drafts too, so who gets it is a decision of people. Refuses a folder that
holds something.
"""

import shutil
from pathlib import Path

from overt.ledger.checkpoint import read_signing_key
from overt.ledger.errors import CheckpointRefused
from overt.ledger.files import only_writer, replace_file
from overt.ledger.merkle import HASH_BYTES
from overt.ledger.signed import CHECKPOINT_FILE, VERIFIER_FILE, Checkpoint, open_checkpoint
from overt.ledger.tiles import WIDTH, Tiles, bundle, reading, tile_path
from overt.ledger.tree import rows_between


def export(home: Path, folder: Path) -> Checkpoint:
    """Write the ledger up to its last checkpoint into an empty folder; give that checkpoint.

    Raises:
        CheckpointRefused: the folder holds something, or the checkpoint is missing or unsound.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CheckpointRefused("folder_not_empty", f"{folder} holds something already; name an empty folder.")
    out = home / "ledger"
    with only_writer(out):
        folder.mkdir(parents=True, exist_ok=True)
        for name in (CHECKPOINT_FILE, VERIFIER_FILE):
            shutil.copyfile(out / name, folder / name)
        note = (folder / CHECKPOINT_FILE).read_bytes()
        checkpoint = open_checkpoint(note, read_signing_key(home / "keys").verifier)
        _write_tiles(out, folder, checkpoint.size)
    for number in range(-(-checkpoint.size // WIDTH)):
        end = min(checkpoint.size, (number + 1) * WIDTH)
        rows = [bytes(row.entry) for row in rows_between(number * WIDTH, end)]
        replace_file(folder / tile_path("entries", number, end - number * WIDTH), bundle(rows))
    return checkpoint


def _write_tiles(out: Path, folder: Path, size: int) -> None:
    """Copy the tiles of a tree of this size, partial ones at their width."""
    tiles, level = Tiles(reading(out), size), 0
    while size >> 8 * level:
        for number in range(-(-(size >> 8 * level) // WIDTH)):
            hashes = b"".join(tiles.hashes(level, number))
            replace_file(folder / tile_path(str(level), number, len(hashes) // HASH_BYTES), hashes)
        level += 1
