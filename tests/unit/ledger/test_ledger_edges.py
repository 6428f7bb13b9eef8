"""Small things of the ledger that must not go wrong unseen: long numbers, short proofs, a disk that fails."""

import runpy
import sys
from pathlib import Path

import pytest

from overt.ledger import files, merkle, verifier
from overt.ledger.note import sign
from overt.ledger.proof import proof_text
from overt.ledger.tiles import tile_path
from overt.ledger.verifier import Check, read_key
from tests.ledgers import LOG, VKEY

LEAF = merkle.leaf_hash(b"entry")


def test_a_tile_far_out_lies_in_folders_of_a_thousand() -> None:
    assert tile_path("0", 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 1_000, 7) == "tile/entries/x001/000.p/7"


def test_a_proof_without_its_entry_says_nothing_of_one() -> None:
    assert proof_text(0, [], "note\n") == "c2sp.org/tlog-proof@v1\nindex 0\n\nnote\n"


def test_no_proof_at_all_shows_no_growth() -> None:
    assert not merkle.verify_consistency(3, 5, LEAF, LEAF, [])
    assert not verifier._consistent(3, 5, LEAF, LEAF, [])
    assert not verifier._consistent(5, 3, LEAF, LEAF, [])
    assert not verifier._consistent(5, 3, LEAF, LEAF, [LEAF])


def test_a_path_that_is_too_long_or_too_short_proves_nothing() -> None:
    assert verifier._included(0, LEAF, [], 1, LEAF)
    assert not verifier._included(0, LEAF, [LEAF], 1, LEAF)
    assert not verifier._included(0, LEAF, [], 2, LEAF)
    assert not verifier._included(2, LEAF, [LEAF], 2, LEAF)


@pytest.mark.parametrize("text", ["!", "", "QQ", "QQ==="])
def test_damaged_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="damaged"):
        verifier._unbase64(text)


def test_a_signed_note_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note").write_text(sign("a letter\nto nobody\n", LOG))
    check = Check(read_key(VKEY), [])
    check.run(tmp_path / "note")
    assert check.problems == ["The signed note is not a checkpoint of this ledger."]


@pytest.mark.parametrize("entry", [b"[]", b"\xff", b"{}", b'{"deployment": ""}'])
def test_what_is_no_entry_is_refused(entry: bytes) -> None:
    with pytest.raises(ValueError, match="Entry 7 is not an entry of a ledger"):
        Check(None, [])._follow(7, entry)


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checkpoint"
    files.replace_file(path, b"old")

    def fail(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        files.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["checkpoint"]


def test_a_verifier_that_is_run_without_a_path_says_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        verifier.main([])
    assert ended.value.code == 2
    assert "path" in capsys.readouterr().err


def test_the_verifier_runs_as_one_copied_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note").write_text("no note")
    monkeypatch.setattr(sys, "argv", ["verifier.py", str(tmp_path / "note")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(Path(verifier.__file__)), run_name="__main__")
    assert ended.value.code == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out
