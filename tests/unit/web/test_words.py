"""Every code has words, and the words are the right ones."""

from datetime import UTC, datetime, timedelta

import pytest

from overt.enrol.words import LOSSES
from overt.law import Kind, Role, Source, State
from overt.ledger.entry import Entry, Value
from overt.ledger.events import EVENTS
from overt.vision.pictures import REFUSALS as PICTURE_REFUSALS
from overt.vision.quality import REASONS
from overt.web import words
from overt.web.apply.picture_words import REFUSALS, refusal_words
from overt.web.operate.broadcast import parts_of
from overt.web.oversee.timeline import SENTENCES, sentence_of


def test_every_role_state_kind_and_source_has_words() -> None:
    assert set(words.ROLES) == set(Role)
    assert set(words.STATES) == set(State)
    assert set(words.KINDS) == set(Kind)
    assert set(words.SOURCES) == set(Source)


def test_every_reason_for_refusing_a_picture_has_a_sentence() -> None:
    assert {*LOSSES, *REASONS, *PICTURE_REFUSALS} <= set(REFUSALS)


def test_a_code_nobody_declared_is_not_repeated_to_a_reader() -> None:
    assert "smuggled" not in refusal_words("smuggled_words")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (3600, "1 hour"),
        (3725, "1 hour 2 minutes"),
    ],
)
def test_a_length_of_time_is_said_plainly(seconds: int, said: str) -> None:
    assert words.duration_words(timedelta(seconds=seconds)) == said


def entry(event: str, **details: Value) -> Entry:
    return Entry(7, event, datetime(2027, 1, 2, tzinfo=UTC), "software", "d", "", details, b"")


def test_every_event_about_a_deployment_has_a_sentence_of_its_own() -> None:
    about_people = ("session.", "factor.", "person.", "role.", "training.", "course.", "rules.", "adjustment.")
    about_the_site = ("site.", "law_pack.", "evaluation.", "audit.")
    of_one = {event for event in EVENTS if not event.startswith((*about_the_site, *about_people))}
    assert of_one <= set(SENTENCES)


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_reads_as_a_sentence_even_without_its_details(event: str) -> None:
    said = sentence_of(entry(event))
    assert said.endswith(".")
    assert "{" not in said


def test_a_sentence_says_what_the_details_say() -> None:
    assert sentence_of(entry("alert.adjudicated", role="operator", view="cannot_tell")) == (
        "An own view was recorded as LFR Operator: cannot tell."
    )
    assert sentence_of(entry("watchlist.picture_checked", accepted=False)) == "A watchlist picture was refused."


def test_a_change_tells_only_which_part_of_the_page_it_is_about() -> None:
    assert parts_of("alert.raised") == "queue state figures"
    assert parts_of("camera.outage_began") == "state"
    assert parts_of("deployment.halted") == "acts state figures"
    assert parts_of("person.created") == ""
