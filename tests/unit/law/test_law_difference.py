"""The difference between two packs reads as plain English, and what loosens is named as loosening."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.law import packs
from overt.law.errors import LawError
from overt.law.limits import Looser, Number, known_limits, read
from overt.law.pack_difference import Direction, difference
from overt.law.packs import LawPack
from overt.law.roles import Role

MANDATE = packs.load("mps-2018-2023")


def with_value(name: str, value: Number) -> LawPack:
    limits = dict(MANDATE.limits)
    limits[name] = replace(limits[name], value=value)
    return replace(MANDATE, limits=limits)


@pytest.mark.parametrize(
    ("name", "value", "direction", "sentence"),
    [
        ("alert_retention_days", 31, Direction.LOOSENS, "How long an alert is kept: 30 days becomes 31 days."),
        ("alert_retention_days", 1, Direction.TIGHTENS, "How long an alert is kept: 30 days becomes 1 day."),
        ("threshold_floor", Decimal("0.5"), Direction.LOOSENS, "needs no justification: 0.6 becomes 0.5."),
        ("threshold_floor", Decimal("0.64"), Direction.TIGHTENS, "needs no justification: 0.6 becomes 0.64."),
        ("false_alert_ceiling", Fraction(1, 500), Direction.LOOSENS, "1 in 1,000 becomes 1 in 500."),
        ("young_under_years", 16, Direction.LOOSENS, "18 years becomes 16 years."),
        ("image_age_years", 3, Direction.TIGHTENS, "5 years becomes 3 years."),
    ],
)
def test_each_number_knows_which_way_is_looser(name: str, value: Number, direction: Direction, sentence: str) -> None:
    changed = difference(MANDATE, with_value(name, value))
    (change,) = changed.changes
    assert change.direction is direction
    assert sentence in change.sentence
    assert changed.count(direction) == 1
    assert (change.effect == known_limits()[name].effect) == (direction is Direction.LOOSENS)


def test_the_whole_difference_is_said_in_one_line_and_the_loosened_come_first() -> None:
    changed = difference(MANDATE, packs.load("uk-app"))
    order = [change.direction for change in changed.changes]
    assert order == sorted(order, key=list(Direction).index)
    assert changed.summary == (
        "5 rules become looser, 6 rules become tighter and 1 rule rests on other grounds. 29 rules stay as they are."
    )
    assert "recalled but not read" in changed.changes[0].sentence


def test_a_limit_that_falls_away_loosens_and_one_that_is_new_tightens() -> None:
    new = difference(MANDATE, packs.load("uk-app"))
    gone = difference(packs.load("uk-app"), MANDATE)
    names = {"images_imported_hours", "cctv_retention_days"}
    assert {c.limit for c in new.changes if "there was no limit" in c.sentence} == names
    assert {c.limit for c in gone.changes if c.direction is Direction.LOOSENS and "falls away" in c.sentence} == names


def test_a_change_of_grounds_alone_moves_no_number() -> None:
    limits = dict(MANDATE.limits)
    limits["image_age_years"] = replace(limits["image_age_years"], clause="E-78", note="", also=())
    (change,) = difference(MANDATE, replace(MANDATE, limits=limits)).changes
    assert change.direction is Direction.GROUNDS
    assert "it stays at 5 years. Until now: clause E-45. From now on: clause E-78." in change.sentence


@given(st.sampled_from(sorted(MANDATE.limits)), st.integers(1, 10_000))
def test_what_loosens_one_way_tightens_the_other(name: str, number: int) -> None:
    kind = known_limits()[name].kind
    value: Number = kind(number) if kind is not Fraction else Fraction(1, number + 1)
    there, back = difference(MANDATE, with_value(name, value)), difference(with_value(name, value), MANDATE)
    opposite = {Direction.LOOSENS: Direction.TIGHTENS, Direction.TIGHTENS: Direction.LOOSENS}
    assert [opposite[c.direction] for c in there.changes] == [c.direction for c in back.changes]
    assert bool(there.changes) == (value != MANDATE.limits[name].value)


def with_people(**changed: object) -> LawPack:
    return replace(MANDATE, people=replace(MANDATE.people, **changed), digest="0" * 64)  # type: ignore[arg-type]


def test_dropping_a_role_a_course_or_an_acknowledgement_loosens_and_adding_it_tightens() -> None:
    people = MANDATE.people
    fewer = with_people(
        filled=people.filled[1:],
        courses=people.courses[1:],
        acknowledgement=replace(people.acknowledgement, roles=frozenset({Role.OPERATOR})),
    )
    there, back = difference(MANDATE, fewer), difference(fewer, MANDATE)
    assert there.count(Direction.LOOSENS) == len(there.changes) == 3
    assert back.count(Direction.TIGHTENS) == len(back.changes) == 3
    assert all("no longer" in c.sentence or "falls away" in c.sentence for c in there.changes)


@pytest.mark.parametrize(("days", "direction"), [(1, Direction.LOOSENS), (-1, Direction.TIGHTENS)])
def test_a_pass_that_counts_for_longer_loosens(days: int, direction: Direction) -> None:
    first, *rest = MANDATE.people.courses
    longer = replace(first, valid_days=first.valid_days + days)
    (change,) = difference(MANDATE, with_people(courses=(longer, *rest))).changes
    assert change.direction is direction
    assert f"a pass counts for {longer.valid_days} days; until now for {first.valid_days}" in change.sentence


def test_a_text_that_differs_without_a_rule_is_never_called_unchanged() -> None:
    assert difference(MANDATE, MANDATE).summary.startswith("Nothing changes")
    assert "read both" in difference(MANDATE, replace(MANDATE, digest="0" * 64)).summary


def test_every_limit_says_what_loosens_it_and_what_that_means_for_people() -> None:
    for limit in known_limits().values():
        assert limit.looser in set(Looser)
        assert limit.effect.endswith(".")
        assert not limit.words.endswith(".")


@pytest.mark.parametrize(
    "table",
    [
        "[x]\nwords = 'a'\nkind = 'whole'\nlooser = 'sideways'\neffect = 'b.'",
        "[x]\nwords = 'a'\nkind = 'roman'\nlooser = 'higher'\neffect = 'b.'",
        "[x]\nwords = ''\nkind = 'whole'\nlooser = 'higher'\neffect = 'b.'",
        "[x]\nwords = 'a'\nkind = 'whole'\nlooser = 'higher'\neffect = 'no stop'",
        "[x]\nwords = 'a'\nkind = 'whole'\nlooser = 'higher'\neffect = 'b.'\ncolour = 'red'",
    ],
)
def test_a_limit_nobody_can_read_aloud_is_refused(table: str) -> None:
    with pytest.raises(LawError):
        read(table)
