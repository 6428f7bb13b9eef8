"""Signed notes against the published format and example, and against what a forger might send."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from overt.ledger.errors import CheckpointRefused
from overt.ledger.note import SignerKey, VerifierKey, open_note, sign

KEY = SignerKey.named("ledger.example/overt", Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
OTHER = SignerKey.named("ledger.example/overt", Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))
TEXT = "ledger.example/overt\n3\nroot\n"

# The example of the Go checksum database's package `note`, which c2sp.org/signed-note grew out of.
PEER = VerifierKey(
    "PeterNeumann",
    Ed25519PublicKey.from_public_bytes(base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]),
)
PEER_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_example_opens() -> None:
    assert PEER.to_text() == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert open_note(PEER_NOTE.encode(), PEER).startswith("If you think cryptography")


def test_the_published_private_key_signs_the_published_note_byte_for_byte() -> None:
    key = SignerKey.from_text("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
    assert sign(PEER_NOTE.rpartition("\n\n")[0] + "\n", key) == PEER_NOTE


def test_what_is_signed_opens_with_the_public_key() -> None:
    assert open_note(sign(TEXT, KEY).encode(), KEY.verifier) == TEXT


def test_a_text_with_empty_lines_is_split_at_the_last_one() -> None:
    text = "first\n\nsecond\n"
    assert open_note(sign(text, KEY).encode(), KEY.verifier) == text


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = sign(TEXT, KEY) + sign(TEXT, OTHER).split("\n\n")[1]
    assert open_note(note.encode(), KEY.verifier) == TEXT


def test_a_key_survives_its_file() -> None:
    assert SignerKey.from_text(KEY.to_text() + "\n").verifier.to_text() == KEY.verifier.to_text()


def test_another_ledgers_note_is_refused_as_unsigned() -> None:
    assert _code(sign(TEXT, OTHER).encode()) == "note_unsigned"


@pytest.mark.parametrize("place", range(len(TEXT) - 1))
def test_changing_any_letter_is_found(place: int) -> None:
    note = sign(TEXT, KEY)
    changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
    assert _code(changed.encode()) == "note_forged"


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        b"\xff\n\n\xe2\x80\x94 a b\n",
        "text\n\n— a\n".encode(),
        "text\n\n— a b c\n".encode(),
        b"text\n\n- ledger.example/overt AAAA\n",
        "text\n\n— ledger.example/overt !!!!\n".encode(),
        "text\n\n— ledger.example/overt AAAA\n".encode(),
        "te\x00xt\n\n— ledger.example/overt AAAAAAAA\n".encode(),
        b"a" * 2_000_000,
        sign(TEXT, KEY)[:-1].encode(),
        sign(TEXT, KEY).replace("\n", "\r\n").encode(),
    ],
    ids=lambda note: repr(note[:24]),
)
def test_what_is_not_a_note_is_refused(note: bytes) -> None:
    assert _code(note) == "note_broken"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\tb", "a\u2003b", "a\nb", "a\x00b"])
def test_a_key_name_the_format_forbids_is_refused(name: str) -> None:
    with pytest.raises(CheckpointRefused) as refused:
        SignerKey.named(name, KEY.private)
    assert refused.value.code == "origin_unfit"


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY", "PRIVATE+KEY+a+b+c", KEY.to_text()[:-3], KEY.to_text().replace("overt", "other")]
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(CheckpointRefused) as refused:
        SignerKey.from_text(text)
    assert refused.value.code == "ledger_key_broken"


@pytest.mark.parametrize("text", ["no newline", "tab\there\n", "bell\x07\n"])
def test_a_text_no_note_may_hold_is_not_signed(text: str) -> None:
    with pytest.raises(CheckpointRefused) as refused:
        sign(text, KEY)
    assert refused.value.code == "note_unfit"


def _code(note: bytes) -> str:
    with pytest.raises(CheckpointRefused) as refused:
        open_note(note, KEY.verifier)
    return refused.value.code
