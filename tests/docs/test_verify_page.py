"""The commands of docs/verify.md, run as they stand there on a real export."""

import re
import subprocess
from pathlib import Path

import pytest

from overt.ledger import merkle
from overt.ledger.proof import proof_text
from overt.ledger.tiles import Tiles
from tests.ledgers import entries, note_of, tiles_of, write_log

PAGE = (Path(__file__).parents[2] / "docs/verify.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def exported(folder: Path, count: int) -> Path:
    made = entries(count)
    write_log(folder, made)
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in made]).get, count)
    (folder / "3.tlog-proof").write_text(proof_text(3, tiles.inclusion_proof(3), note_of(made), made[3]))
    return folder


def by_hand(folder: Path) -> int:
    script = "set -e\n" + "\n".join(BLOCKS)
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.parametrize("count", [4, 13, 300])
def test_by_hand_an_honest_export_holds(tmp_path: Path, count: int) -> None:
    assert len(BLOCKS) == 3
    assert by_hand(exported(tmp_path, count)) == 0


@pytest.mark.parametrize("name", ["checkpoint", "3.tlog-proof", "tile/0/000.p/13"])
def test_by_hand_a_changed_file_is_found(tmp_path: Path, name: str) -> None:
    path = exported(tmp_path, 13) / name
    data = bytearray(path.read_bytes())
    data[110] ^= 1
    path.write_bytes(data)
    assert by_hand(tmp_path) != 0
