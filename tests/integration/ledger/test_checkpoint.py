"""Signing checkpoints of a growing ledger, and the files they are kept in."""

import base64
import stat
from pathlib import Path

import pytest
from django.db import transaction

from overt.ledger import CheckpointRefused, merkle
from overt.ledger.append import append
from overt.ledger.checkpoint import create_signing_key, read_signing_key, sign_checkpoint
from overt.ledger.read import entries_after
from overt.ledger.tiles import Tiles, reading
from overt.ledger.verify import verify_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir(mode=0o700)
    create_signing_key(tmp_path / "keys")
    return tmp_path


def grow(count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            append("deployment.expired", actor="software", deployment="d" * 32)


def sign_now(site: Path) -> merkle.Frontier:
    checkpoint = sign_checkpoint(site / "keys", site / "ledger")
    assert checkpoint.note == (site / "ledger" / "checkpoint").read_text()
    assert verify_ledger(site).verified
    return merkle.Frontier(checkpoint.size, (checkpoint.root,))


def test_checkpoints_grow_with_the_ledger_and_stay_consistent(site: Path) -> None:
    sizes, roots = [], []
    for count in (0, 1, 0, 6, 9):
        grow(count)
        signed = sign_now(site)
        sizes.append(signed.size)
        roots.append(signed.hashes[0])
    assert sizes == [0, 1, 1, 7, 16]
    for size, root in zip(sizes, roots, strict=True):
        proof = Tiles(reading(site / "ledger"), 16).consistency_proof(size)
        assert merkle.verify_consistency(size, 16, root, roots[-1], proof)


def test_a_checkpoint_has_the_three_lines_of_the_format(site: Path) -> None:
    grow(3)
    checkpoint = sign_checkpoint(site / "keys", site / "ledger")
    origin, size, root, blank, signature, end = checkpoint.note.split("\n")
    assert (origin, size, blank, end) == (read_signing_key(site / "keys").name, "3", "", "")
    assert base64.b64decode(root) == merkle.root(entry.leaf_hash for entry in entries_after(-1))
    assert signature.startswith(f"— {origin} ")
    assert (site / "ledger" / "ledger.vkey").read_text().startswith(f"{origin}+")


def test_entries_after_the_checkpoint_are_no_problem(site: Path) -> None:
    grow(4)
    sign_now(site)
    grow(3)
    found = verify_ledger(site)
    assert (found.size, found.problems) == (7, ())


def test_no_half_written_file_stays_behind(site: Path) -> None:
    grow(2)
    sign_now(site)
    sign_now(site)
    assert sorted(path.name for path in (site / "ledger").rglob("*") if path.is_file()) == [
        ".lock", "2", "checkpoint", "ledger.vkey"
    ]  # fmt: skip


def test_the_signing_key_is_private_and_never_replaced(site: Path) -> None:
    path = site / "keys" / "ledger.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(CheckpointRefused) as refused:
        create_signing_key(site / "keys")
    assert refused.value.code == "ledger_key_exists"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("missing", "ledger_key_missing"),
        ("exposed", "ledger_key_exposed"),
        ("garbage", "ledger_key_broken"),
        ("binary", "ledger_key_unreadable"),
    ],
)
def test_an_unsound_key_signs_nothing(site: Path, damage: str, code: str) -> None:
    path = site / "keys" / "ledger.key"
    match damage:
        case "missing":
            path.unlink()
        case "exposed":
            path.chmod(0o640)
        case "garbage":
            path.write_text("PRIVATE+KEY+x")
        case "binary":
            path.write_bytes(b"\xff\xfe")
    with pytest.raises(CheckpointRefused) as refused:
        sign_checkpoint(site / "keys", site / "ledger")
    assert refused.value.code == code
    assert not (site / "ledger").exists()


def test_a_site_may_name_its_ledger(tmp_path: Path) -> None:
    assert create_signing_key(tmp_path, "ledger.example/overt").name == "ledger.example/overt"
    assert read_signing_key(tmp_path).name == "ledger.example/overt"


def test_an_unfit_name_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(CheckpointRefused):
        create_signing_key(tmp_path, "Overt site")
    assert list(tmp_path.iterdir()) == []
