"""Proofs and frontier against a naive reference that follows RFC 6962 section 2.1 word for word."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from overt.ledger import merkle
from overt.ledger.merkle import Frontier

entries = st.lists(st.binary(max_size=8), max_size=70)


def naive_root(items: list[bytes]) -> bytes:
    if not items:
        return sha256(b"").digest()
    if len(items) == 1:
        return sha256(b"\x00" + items[0]).digest()
    split = 1
    while split * 2 < len(items):
        split *= 2
    return sha256(b"\x01" + naive_root(items[:split]) + naive_root(items[split:])).digest()


def leaves_of(items: list[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(item) for item in items]


def part_of(leaves: list[bytes]) -> merkle.Subtree:
    return lambda low, high: merkle.root(leaves[low:high])


@given(entries)
def test_the_frontier_gives_the_root_of_the_definition(items: list[bytes]) -> None:
    assert merkle.root(leaves_of(items)) == naive_root(items)


@given(entries)
def test_the_frontier_survives_being_stored(items: list[bytes]) -> None:
    frontier = Frontier()
    for leaf in leaves_of(items):
        frontier = Frontier.from_bytes(frontier.size, frontier.to_bytes()).push(leaf)
    assert frontier.root() == naive_root(items)


@given(entries.filter(bool), st.data())
def test_every_entry_has_a_proof_and_only_for_its_place(items: list[bytes], data: st.DataObject) -> None:
    leaves, top = leaves_of(items), naive_root(items)
    index = data.draw(st.integers(0, len(items) - 1))
    proof = merkle.inclusion_proof(index, len(leaves), part_of(leaves))
    assert merkle.verify_inclusion(index, len(items), leaves[index], proof, top)
    other = data.draw(st.integers(-1, len(items)).filter(lambda place: place != index))
    if not 0 <= other < len(items) or leaves[other] != leaves[index]:
        assert not merkle.verify_inclusion(other, len(items), leaves[index], proof, top)


@given(entries.filter(bool), st.data())
def test_a_damaged_inclusion_proof_proves_nothing(items: list[bytes], data: st.DataObject) -> None:
    leaves, top = leaves_of(items), naive_root(items)
    index = data.draw(st.integers(0, len(items) - 1))
    proof = merkle.inclusion_proof(index, len(leaves), part_of(leaves))
    damaged = data.draw(damage(proof))
    assert not merkle.verify_inclusion(index, len(items), leaves[index], damaged, top)


@given(entries, st.data())
def test_every_prefix_is_proved_to_be_one(items: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(0, len(items)))
    proof = merkle.consistency_proof(old, len(items), part_of(leaves_of(items)))
    assert merkle.verify_consistency(old, len(items), naive_root(items[:old]), naive_root(items), proof)


@given(entries.filter(bool), st.data())
def test_a_rewritten_past_is_never_consistent(items: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(items)))
    place = data.draw(st.integers(0, old - 1))
    rewritten = [*items[:place], items[place] + b"!", *items[place + 1 :]]
    proof = merkle.consistency_proof(old, len(items), part_of(leaves_of(rewritten)))
    assert not merkle.verify_consistency(old, len(items), naive_root(items[:old]), naive_root(rewritten), proof)


@given(entries.filter(bool), st.data())
def test_a_damaged_consistency_proof_proves_nothing(items: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(items)))
    proof = merkle.consistency_proof(old, len(items), part_of(leaves_of(items)))
    damaged = data.draw(damage(proof))
    assert not merkle.verify_consistency(old, len(items), naive_root(items[:old]), naive_root(items), damaged)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=9), st.integers(-2, 40), st.integers(-2, 40))
def test_an_invented_proof_is_answered_with_no(proof: list[bytes], first: int, second: int) -> None:
    """Never an exception: proofs come from outside. (Hypothesis cannot find a SHA-256 collision.)"""
    leaf = merkle.leaf_hash(b"x")
    assert not merkle.verify_inclusion(first, second, leaf, proof, sha256(b"elsewhere").digest())
    assert not merkle.verify_consistency(first, second, leaf, sha256(b"elsewhere").digest(), proof)


@st.composite
def damage(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """Change, drop or add one hash of a proof."""
    place = draw(st.integers(0, max(len(proof) - 1, 0)))
    ways = ["add"] if not proof else ["add", "drop", "change"]
    match draw(st.sampled_from(ways)):
        case "add":
            return [*proof[:place], draw(st.binary(min_size=32, max_size=32)), *proof[place:]]
        case "drop":
            return proof[:place] + proof[place + 1 :]
        case _:
            flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
            return [*proof[:place], flipped, *proof[place + 1 :]]
