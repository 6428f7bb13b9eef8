"""Marks and recognitions of volunteers: paired once each, in any order, and rates that hide small groups."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.measure.seeded import AFTER_SECONDS, BEFORE_SECONDS, Mark, Moment, paired, seeded_rates

WHO, WHERE = st.sampled_from("ab"), st.sampled_from(["north", "south"])
TIMES = st.integers(0, 60).map(float)


def moments(prefix: str) -> st.SearchStrategy[list[Moment]]:
    rows = st.lists(st.tuples(WHO, WHERE, TIMES), max_size=8)
    return rows.map(lambda all_: [Moment(f"{prefix}{n}", *one) for n, one in enumerate(all_)])


def fits(mark: Moment, seen: Moment) -> bool:
    same = (mark.volunteer, mark.camera) == (seen.volunteer, seen.camera)
    return same and -BEFORE_SECONDS <= seen.at - mark.at <= AFTER_SECONDS


def most_pairs(marks: list[Moment], seen: list[Moment]) -> int:
    """The largest matching there is, by augmenting paths."""
    taken: dict[str, Moment] = {}

    def place(mark: Moment, tried: set[str]) -> bool:
        for one in seen:
            if fits(mark, one) and one.id not in tried:
                tried.add(one.id)
                if one.id not in taken or place(taken[one.id], tried):
                    taken[one.id] = mark
                    return True
        return False

    return sum(place(mark, set()) for mark in marks)


@given(moments("m"), moments("r"), st.randoms())
def test_each_recognition_serves_one_mark_of_its_volunteer_camera_and_window_and_order_does_not_matter(
    marks: list[Moment], seen: list[Moment], chance: object
) -> None:
    pairs = paired(marks, seen)
    by_id = {one.id: one for one in (*marks, *seen)}
    assert len(set(pairs.values())) == len(pairs)
    assert all(fits(by_id[mark], by_id[one]) for mark, one in pairs.items())
    assert len(pairs) == most_pairs(marks, seen)
    mixed, also = list(marks), list(seen)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    chance.shuffle(also)  # type: ignore[attr-defined]
    assert paired(mixed, also) == pairs


@pytest.mark.parametrize(
    ("after", "hit"),
    [(-5.01, False), (-5.0, True), (0.0, True), (15.0, True), (15.01, False)],
)
def test_the_window_reaches_from_five_seconds_before_the_mark_to_fifteen_after_it(after: float, hit: bool) -> None:
    pairs = paired([Moment("m", "a", "north", 100.0)], [Moment("r", "a", "north", 100.0 + after)])
    assert pairs == ({"m": "r"} if hit else {})


def marks_of(people: int, each: int = 2, group: str = "g", start: int = 0) -> list[Mark]:
    return [
        Mark(Moment(f"{group}{p}-{n}", f"{group}{p}", "north", start + 100.0 * n), False, {"Group": group})
        for p in range(people)
        for n in range(each)
    ]


def seen_at(mark: Mark) -> Moment:
    return replace(mark.moment, id=f"r-{mark.moment.id}", at=mark.moment.at + 2)


def test_end_to_end_counts_every_mark_and_tpir_only_those_that_may_have_given_a_template() -> None:
    marks = marks_of(6)
    some = [seen_at(one) for one in marks[:7]]
    marks[8] = replace(marks[8], had_opportunity=True)
    rates = seeded_rates(marks, [*some, Moment("stray", "g0", "south", 3.0)])
    assert rates.overall is not None
    assert (rates.marks, rates.volunteers, rates.unmarked) == (12, 6, 1)
    assert (rates.overall.end_to_end.numerator, rates.overall.end_to_end.denominator) == (7, 12)
    assert (rates.overall.tpir.numerator, rates.overall.tpir.denominator) == (7, 8)
    assert "Clopper-Pearson; too few events to state a rate" in str(rates.overall.end_to_end)


def test_no_rate_is_stated_of_fewer_than_five_volunteers() -> None:
    rates = seeded_rates(marks_of(4, each=50), [])
    assert (rates.marks, rates.volunteers, rates.overall, rates.dimensions) == (200, 4, None, ())


def test_a_group_of_fewer_than_five_has_no_row_and_neither_has_the_one_that_would_give_it_away() -> None:
    marks = [*marks_of(9, group="x"), *marks_of(5, group="y"), *marks_of(4, group="z")]
    (by_group,) = seeded_rates(marks, []).dimensions
    assert [cell.label for cell in by_group.cells] == ["x"]
    assert by_group.left_out == ("z", "y")
