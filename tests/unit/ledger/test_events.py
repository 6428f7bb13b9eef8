"""The event table refuses whatever could identify a person, in every field of every event."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.ledger.errors import EventRefused
from overt.ledger.events import EVENTS, check
from overt.ledger.fields import Field

FIELDS = list({field: None for fields in EVENTS.values() for field in fields.values()})
each_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.description[:30])
ACTS = {
    "created",
    "submitted",
    "authorised",
    "refused",
    "started",
    "halted",
    "resume_proposed",
    "resumed",
    "closed",
    "expired",
    "reviewed",
    "cancelled",
}
IDENTIFYING = [
    "Ada Lovelace",
    "O'Neill, Siobhán",
    "ada@example.org",
    "+44 20 7946 0000",
    "London SW1A 1AA",
    "AB12 CDE",
    "李雷",
    "1990-01-31",
    "31/01/1990",
    "seen near the fountain",
    "a" * 65,
    "<b>",
    "",
    "QQ 12 34 56 C",
    44_207_946_0000,
    19_900_131_000,
    -1,
    0.97,
    b"\x00" * 32,
    {"name": "Ada"},
    ["Ada Lovelace"],
    [0.1, 0.2],
]


def test_every_act_of_a_deployments_life_can_be_recorded() -> None:
    assert {f"deployment.{act}" for act in ACTS} <= set(EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_events_are_named_dotted_and_in_small_letters(event: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", event)


@pytest.mark.parametrize("event", EVENTS)
def test_no_detail_hides_a_field_of_the_entry_itself(event: str) -> None:
    assert not {"event", "at", "actor", "deployment", "subject", "v", "details"} & set(EVENTS[event])


@each_field
def test_no_field_takes_what_identifies_a_person(field: Field) -> None:
    taken = [value for value in IDENTIFYING if field.accepts(value)]
    assert taken == []


@each_field
@given(words=st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=5))
def test_no_field_takes_a_sentence(field: Field, words: list[str]) -> None:
    assert not field.accepts(" ".join(words))


@each_field
def test_every_field_takes_a_value_of_its_own_kind(field: Field) -> None:
    samples: list[object] = [
        "ab" * 16,
        "ab" * 32,
        "small_code",
        "North-Gate.1",
        "0.60",
        "2026-01-02T03:04:05.000000Z",
        7,
        True,
        ["ab" * 16],
        ["code"],
        [7],
        "0.1.0",
        ["North-Gate"],
    ]
    assert field.description.startswith("one of") or any(field.accepts(sample) for sample in samples)


def test_an_unknown_event_or_field_is_refused() -> None:
    with pytest.raises(EventRefused) as refused:
        check("person.followed", {})
    assert refused.value.code == "event_undeclared"
    with pytest.raises(EventRefused) as refused:
        check("deployment.closed", {"name": "x"})
    assert refused.value.code == "field_undeclared"


def test_a_refused_value_is_not_repeated_in_the_error() -> None:
    with pytest.raises(EventRefused) as refused:
        check("alert.adjudicated", {"view": "Ada Lovelace"})
    assert "Ada" not in refused.value.sentence
    assert "one of same, not_the_same, cannot_tell" in refused.value.sentence


def test_null_means_not_known() -> None:
    check("camera.outage_ended", {"seconds": None})
