"""Both answers about a list can be proved, and neither can be forged."""

import base64
import json
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from overt.ledger import merkle
from overt.ledger.errors import LedgerError
from overt.ledger.membership import EVENT, Answer, MembershipTree, Place, check, normalised, one_reference, says, tag_of
from overt.ledger.merkle import leaf_hash
from overt.ledger.note import SignerKey, sign
from overt.ledger.proof import proof_text
from overt.ledger.signed import checkpoint_text

SECRET = b"s" * 32
KEY = SignerKey.named("overt.example/log", Ed25519PrivateKey.generate())
TAG = some.binary(min_size=32, max_size=32)


def answer(listed: list[str], asked: str, *, secret: bytes = b"", event: str = EVENT) -> Answer:
    """Answer as a site does whose ledger has three entries, the commitment in the middle."""
    tree = MembershipTree(tag_of(SECRET, one) for one in listed)
    details = {"root": tree.root().hex(), "leaves": len(tree.leaves), "secret_digest": sha256(SECRET).hexdigest()}
    entry = json.dumps({"event": event, "deployment": "d" * 32, "details": details}).encode()
    leaves = [leaf_hash(one) for one in (b"before", entry, b"after")]
    note = sign(checkpoint_text(KEY.name, 3, merkle.root(leaves)), KEY)
    path = merkle.inclusion_proof(1, 3, lambda low, high: merkle.root(leaves[low:high]))
    tag = tag_of(SECRET, asked)
    return Answer(normalised(asked), tag, tree.about(tag), proof_text(1, path, note, entry), secret)


@given(some.sets(some.text("abcdef", min_size=1, max_size=6)), some.text("abcdef", min_size=1, max_size=6))
def test_the_answer_is_right_and_can_be_proved_for_every_list(listed: set[str], asked: str) -> None:
    tree = MembershipTree(tag_of(SECRET, one) for one in listed)
    tag = tag_of(SECRET, asked)
    assert says(tag, tree.about(tag), len(tree.leaves), tree.root()) is (asked in listed)


@given(some.sets(TAG, min_size=1, max_size=12), some.data())
def test_no_two_places_prove_that_a_listed_tag_was_not_there(tags: set[bytes], data: some.DataObject) -> None:
    tree = MembershipTree(tags)
    tag = data.draw(some.sampled_from(sorted(tags)))
    first, second = (data.draw(some.integers(0, len(tree.leaves) - 1)) for _ in range(2))
    places = [tree.about(tree.leaves[at])[0] for at in (first, second)]
    assert says(tag, places, len(tree.leaves), tree.root()) is None


def test_capital_letters_width_and_spaces_make_no_difference() -> None:
    assert normalised("  MPS/ 0042\u3000 Ｂ ") == "mps/ 0042 b"
    assert tag_of(SECRET, "MPS  42") == tag_of(SECRET, "mps 42") != tag_of(SECRET, "mps 43")


@pytest.mark.parametrize("text", ["", " \n ", "one\ntwo", "one\rtwo", "x" * 201])
def test_a_question_is_about_one_reference(text: str) -> None:
    with pytest.raises(LedgerError, match="one line"):
        one_reference(text)


@pytest.mark.parametrize(("text", "reference"), [("  MPS \u00a0 42\n", "mps 42"), ("X" * 200, "x" * 200)])
def test_one_reference_is_taken_as_it_is_tagged(text: str, reference: str) -> None:
    assert one_reference(text) == reference


@pytest.mark.parametrize("asked", ["mps 1", "mps 7"])
def test_an_answer_survives_its_file_and_holds_against_the_ledgers_key(asked: str) -> None:
    given = answer(["MPS 1", "MPS 2"], asked, secret=SECRET)
    found = check(Answer.from_bytes(given.to_bytes()), KEY.verifier)
    assert (found.listed, found.deployment, found.entry, found.tag_is_shown) == (asked == "mps 1", "d" * 32, 1, True)
    assert not check(replace(given, secret=b""), KEY.verifier).tag_is_shown


def forgeries() -> dict[str, tuple[Answer, str]]:
    """Return forgeries of an answer about somebody listed, with the code of what finds each."""
    given = answer(["mps 1"], "mps 1")
    (place,) = given.places
    tampered = given.proof.replace("extra ", "extra " + base64.b64encode(b"{} ").decode())
    other = answer(["mps 9"], "mps 1")
    return {
        "the places of another list": (replace(given, places=other.places), "answer_broken"),
        "no place": (replace(given, places=()), "answer_broken"),
        "a place moved": (replace(given, places=(replace(place, index=place.index + 1),)), "answer_broken"),
        "another's place": (replace(given, places=(Place(0, bytes(32), place.path),)), "answer_broken"),
        "another's tag": (replace(given, tag=tag_of(SECRET, "mps 2")), "answer_broken"),
        "another secret": (replace(given, secret=b"t" * 32), "answer_forged"),
        "another reference": (replace(given, reference="mps 3", secret=SECRET), "answer_forged"),
        "an entry changed": (replace(given, proof=tampered), "proof_broken"),
        "another event": (replace(given, proof=answer(["mps 1"], "mps 1", event="a.b").proof), "proof_broken"),
        "no entry": (replace(given, proof="tlog\n\n" + given.proof.partition("\n\n")[2]), "proof_broken"),
    }


@pytest.mark.parametrize("name", forgeries())
def test_every_forgery_is_found(name: str) -> None:
    forged, code = forgeries()[name]
    with pytest.raises(LedgerError) as refused:
        check(forged, KEY.verifier)
    assert refused.value.code == code


def test_an_answer_of_another_ledger_is_refused() -> None:
    other = SignerKey.named("overt.example/log", Ed25519PrivateKey.generate())
    with pytest.raises(LedgerError):
        check(answer(["mps 1"], "mps 1"), other.verifier)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": "overt-membership@v1"}', b'{"format": "other"}'])
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(LedgerError, match="not the answer"):
        Answer.from_bytes(data)
