"""One entry's bytes: what is not an entry of ours is refused with a sentence, whoever wrote it."""

from datetime import UTC, datetime, timedelta

import pytest

from overt.ledger import events
from overt.ledger.canonical import Json, canonical, parse
from overt.ledger.entry import (
    Leaf,
    begin_of,
    commit_to_time,
    from_microseconds,
    minutes_after,
    moment_after,
    read_time,
    time_text,
    to_microseconds,
)
from overt.ledger.errors import LedgerError

LEAF = Leaf("alert.raised", 7, "0" * 64, "software", "d" * 32, 3, "e" * 64, "f" * 32, {"erase_by": 43_207})
AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def changed(**fields: Json) -> bytes:
    value = parse(LEAF.to_bytes())
    assert isinstance(value, dict)
    return canonical({**value, **fields})


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        changed(v=1),
        changed(more=1),
        changed(after="7"),
        changed(after=True),
        changed(after=10**9),
        changed(number=None),
        changed(event=3),
        changed(details=[]),
    ],
)
def test_bytes_that_are_no_entry_are_refused(data: bytes) -> None:
    with pytest.raises(LedgerError) as refused:
        Leaf.from_bytes(data)
    assert refused.value.code == "not_an_entry"


def test_times_are_whole_minutes_after_the_beginning_and_come_back_to_the_minute() -> None:
    begin = begin_of(AT)
    limit = time_text(AT + timedelta(days=30, seconds=50))
    hidden = events.hide_times("alert.raised", {"erase_by": limit, "camera": "north"}, begin)
    assert hidden == {"erase_by": 30 * 24 * 60, "camera": "north"}
    assert events.show_times("alert.raised", hidden, begin) == {
        "erase_by": "2026-02-01T03:04:00.000000Z",
        "camera": "north",
    }
    assert events.hide_times("alert.raised", {"erase_by": None}, begin) == {"erase_by": None}
    assert events.show_times("alert.raised", {"erase_by": None}, begin) == {"erase_by": None}
    assert events.show_times("unknown.event", {"erase_by": 3}, begin) == {"erase_by": 3}


def test_a_time_before_the_beginning_is_a_negative_number_of_minutes() -> None:
    begin = begin_of(AT)
    assert minutes_after(begin, begin - timedelta(seconds=1)) == -1
    assert moment_after(begin, -1) == begin - timedelta(minutes=1)


def test_a_time_beyond_the_calendar_gets_a_sentence() -> None:
    with pytest.raises(LedgerError, match="beyond the calendar"):
        events.show_times("alert.raised", {"erase_by": 10**11}, AT)


@pytest.mark.parametrize("text", ["", "2026-01-02", "2026-01-02T03:04:05Z", "2026-13-02T03:04:05.000000Z"])
def test_a_time_that_is_not_spelt_as_ours_is_refused(text: str) -> None:
    with pytest.raises(LedgerError):
        read_time(text)


def test_a_commitment_to_a_moment_says_nothing_without_its_salt_and_everything_with_it() -> None:
    first, second = commit_to_time(b"\1" * 32, AT), commit_to_time(b"\2" * 32, AT)
    assert first != second
    assert first == commit_to_time(b"\1" * 32, read_time(time_text(AT)))
    assert from_microseconds(to_microseconds(AT)) == AT
