"""Conditions about who is who: whoever advised, relieves or proposed is told apart from everybody else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from overt.law import conditions as must
from overt.law.facts import Facts, HoldFacts

FACTS = Facts(actor="ada", now=datetime(2026, 6, 1, 12, tzinfo=UTC))


def test_only_who_has_not_advised_yet_may_advise() -> None:
    given = replace(FACTS, decision=replace(FACTS.decision, advice_was_given_by=frozenset({"ben"})))
    assert must.actor_has_not_advised.holds(given)
    assert not must.actor_has_not_advised.holds(replace(given, actor="ben"))


@pytest.mark.parametrize(("of_whom", "may"), [("", False), ("ada", False), ("ben", True)])
def test_an_operator_relieves_somebody_else_who_is_there(of_whom: str, may: bool) -> None:
    assert must.somebody_else_is_relieved.holds(replace(FACTS, duty=replace(FACTS.duty, of_whom=of_whom))) is may


@pytest.mark.parametrize("waits", [True, False])
def test_a_hold_is_proposed_once_and_agreed_only_while_it_waits(waits: bool) -> None:
    facts = replace(FACTS, hold=HoldFacts(waits=waits))
    assert must.a_hold_waits.holds(facts) is waits
    assert must.no_hold_waits.holds(facts) is not waits
