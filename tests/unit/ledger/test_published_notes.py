"""What others published and signed verifies with ours, by the library's Ed25519 and by the verifier's own."""

import json
from pathlib import Path
from typing import Any

import pytest

from overt.ledger.errors import CheckpointRefused
from overt.ledger.note import VerifierKey, cosigned_at, open_signed, split_note
from overt.ledger.signed import _TEXT
from overt.ledger.verifier import _open_note, _Refused, read_key

PUBLISHED = json.loads((Path(__file__).parents[2] / "data/c2sp.json").read_text("utf-8"))
VERIFIED: list[dict[str, str]] = PUBLISHED["verified"]
FORMATS: dict[str, Any] = PUBLISHED["formats"]


@pytest.mark.parametrize("example", VERIFIED, ids=lambda example: example["key"].partition("+")[0])
def test_a_published_note_verifies_with_both_implementations(example: dict[str, str]) -> None:
    key, note = VerifierKey.from_text(example["key"]), example["note"].encode()
    assert key.to_text() == example["key"]
    text, _ = open_signed(note, key)
    assert note.decode().startswith(text)
    assert _open_note(note, read_key(example["key"]))[0] == text


@pytest.mark.parametrize("example", VERIFIED, ids=lambda example: example["key"].partition("+")[0])
def test_a_published_note_with_one_letter_changed_does_not(example: dict[str, str]) -> None:
    note = example["note"]
    changed = (chr(ord(note[0]) ^ 1) + note[1:]).encode()
    with pytest.raises(CheckpointRefused, match="false"):
        open_signed(changed, VerifierKey.from_text(example["key"]))
    with pytest.raises(_Refused, match="false"):
        _open_note(changed, read_key(example["key"]))


def test_the_moment_of_a_published_cosignature_is_read_by_both() -> None:
    witness = next(example for example in VERIFIED if example["key"].startswith("remora"))
    _, signature = open_signed(witness["note"].encode(), VerifierKey.from_text(witness["key"]))
    assert cosigned_at(signature) == _open_note(witness["note"].encode(), read_key(witness["key"]))[1] == 1779573024


@pytest.mark.parametrize("name", ["checkpoint", "cosigned"])
def test_the_examples_of_a_checkpoint_have_the_form_we_write(name: str) -> None:
    text, lines = split_note(FORMATS[name].encode())
    found = _TEXT.fullmatch(text)
    assert found is not None
    assert (found["origin"], found["size"]) == ("example.com/behind-the-sofa", "20852163")
    assert len(lines) == FORMATS[name].count("— ")


BROKEN_KEYS = [
    "example.com/foo",
    "example.com/foo+530d903a",
    "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
    "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903a+AekyeRrm",
]


@pytest.mark.parametrize("text", BROKEN_KEYS)
def test_a_damaged_verifier_key_is_refused_by_both(text: str) -> None:
    with pytest.raises(CheckpointRefused) as refused:
        VerifierKey.from_text(text)
    assert refused.value.code == "verifier_key_broken"
    with pytest.raises((_Refused, OSError)):
        read_key(text)
