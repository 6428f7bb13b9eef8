"""Turns at the console, breaks between them, and what resuming after red takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from overt.law import acts, transitions
from overt.law.duty import Turn, break_is_due, stretch_began
from overt.law.errors import NotAllowed
from overt.law.facts import AlertFacts, CeilingFacts, DutyFacts, Facts
from overt.law.roles import Role
from overt.law.states import Kind, State

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
REST, LONGEST = timedelta(minutes=10), timedelta(minutes=60)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def turn(began: int, ended: int | None = None) -> Turn:
    return Turn(at(began), None if ended is None else at(ended))


@pytest.mark.parametrize(
    ("turns", "now", "due"),
    [
        ([], 0, False),
        ([turn(0)], 59, False),
        ([turn(0)], 60, True),
        ([turn(0, 60)], 69, True),
        ([turn(0, 60)], 70, False),
        ([turn(0, 30)], 35, False),
        ([turn(0, 30), turn(39)], 60, True),
        ([turn(0, 30), turn(40)], 60, False),
        ([turn(0, 30), turn(40)], 100, True),
        ([turn(0, 55), turn(56, 61)], 65, True),
    ],
)
def test_a_short_absence_is_no_break_and_a_whole_break_starts_the_hour_anew(
    turns: list[Turn], now: int, due: bool
) -> None:
    assert break_is_due(turns, at(now), LONGEST, REST) == due


def test_a_stretch_begins_after_the_last_whole_break() -> None:
    assert stretch_began([turn(0, 20), turn(30, 40), turn(45)], at(50), REST) == at(30)
    assert stretch_began([turn(0, 20)], at(30), REST) is None


LIVE = Facts(NOON, "operator", frozenset({Role.OPERATOR}), state=State.LIVE, kind=Kind.REHEARSAL)


def refused(name: str, facts: Facts) -> str:
    with pytest.raises(NotAllowed) as error:
        acts.check(name, facts)
    return error.value.code


def test_an_operator_past_the_limit_claims_nothing_new_and_finishes_what_they_have() -> None:
    tired = replace(LIVE, duty=DutyFacts(break_is_due=True))
    assert refused("claim_alert", tired) == "operator_is_not_due_a_break"
    assert refused("adjudicate", tired) == "operator_is_not_due_a_break"
    acts.check("adjudicate", replace(tired, alert=AlertFacts(claimed_by="operator")))
    coming_back = replace(tired, duty=DutyFacts(role=Role.OPERATOR, break_is_due=True))
    assert refused("go_on_duty", coming_back) == "break_at_the_console_is_over"


def test_one_operator_has_an_alert() -> None:
    claimed = replace(LIVE, alert=AlertFacts(claimed_by="another"))
    assert refused("claim_alert", claimed) == "alert_is_not_claimed_by_another_operator"
    assert refused("adjudicate", claimed) == "alert_is_not_claimed_by_another_operator"
    assert (
        refused("claim_alert", replace(LIVE, alert=AlertFacts(operator_has_viewed=True))) == "operator_has_not_viewed"
    )


@pytest.mark.clause("M-70")
def test_an_alert_shows_to_the_officers_it_was_sent_to_and_to_no_other() -> None:
    officer = replace(LIVE, actor="officer", roles=frozenset({Role.ENGAGEMENT_OFFICER}))
    assert refused("show_alert", officer) == "alert_was_sent_to_the_officer"
    acts.check("show_alert", replace(officer, alert=AlertFacts(assigned=frozenset({"officer"}))))


@pytest.mark.clause("E-90")
@pytest.mark.clause("E-98")
@pytest.mark.parametrize(
    ("ceiling", "roles", "code"),
    [
        (CeilingFacts(red=True), {Role.GOLD}, "silver_is_one_of_the_two_after_red"),
        (CeilingFacts(red=True, silver_proposed=True), {Role.GOLD}, "resuming_after_red_says_why"),
        (CeilingFacts(red=True), {Role.SILVER}, "resuming_after_red_says_why"),
    ],
)
def test_after_red_silver_is_one_of_the_two_and_says_why(ceiling: CeilingFacts, roles: set[Role], code: str) -> None:
    halted = Facts(
        NOON,
        "second",
        frozenset(roles),
        state=State.HALTED,
        kind=Kind.REHEARSAL,
        proposers=frozenset({"first"}),
        ends_at=at(60),
        authority_is_unchanged=True,
        pack_is_unchanged=True,
        ceiling=ceiling,
    )
    with pytest.raises(NotAllowed) as error:
        transitions.check("resume", halted)
    assert error.value.code == code
    explained = replace(halted, ceiling=CeilingFacts(red=True, silver_proposed=True, reason_is_given=True))
    transitions.check("resume", explained)
    transitions.check("resume", replace(halted, ceiling=CeilingFacts()))
