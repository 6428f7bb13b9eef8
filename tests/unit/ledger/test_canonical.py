"""Canonical JSON: one spelling, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.ledger.canonical import canonical, parse
from overt.ledger.entry import PADDED_TO, Leaf
from overt.ledger.errors import LedgerError

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def test_keys_are_sorted_by_utf16_as_rfc_8785_says() -> None:
    # U+FB33 sorts after U+1F600 in UTF-16, before it in code points (RFC 8785 section 3.2.3).
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "b": 3}) == '{"b":3,"\U0001f600":2,"\ufb33":1}'.encode()


@given(values)
def test_what_is_written_is_read_back(value: object) -> None:
    assert parse(canonical(value)) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0.5, [1.0], {"a": [0.1]}, float("nan"), 2**60, "\ud800"])
def test_a_value_without_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(LedgerError) as refused:
        canonical(value)  # type: ignore[arg-type]
    assert refused.value.code == "not_canonical"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e2",
        b'"\\u0041"',
        b"\xff",
        b"NaN",
        b'"\\ud800"',
        b"[" * 100_000,
        b"9" * 5_000,
        b'{"a":1}\n',
    ],
    ids=lambda data: repr(data[:12]),
)
def test_other_spellings_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(LedgerError) as refused:
        parse(data)
    assert refused.value.code == "not_canonical"


@given(st.binary(max_size=40))
def test_no_bytes_surprise_the_reader(data: bytes) -> None:
    try:
        value = parse(data)
    except LedgerError:
        return
    assert canonical(value) == data


@given(st.integers(0, 10**6), st.text("0123456789abcdef", max_size=64), st.lists(st.integers(0, 9), max_size=90))
def test_a_padded_entry_is_canonical_and_read_back(number: int, previous: str, counts: list[int]) -> None:
    leaf = Leaf("tally.recorded", -5, "0" * 64, "software", "", number, previous, "", {"refusal_counts": counts})
    data = leaf.to_bytes()
    assert len(data) % PADDED_TO == 0
    assert Leaf.from_bytes(data) == leaf
