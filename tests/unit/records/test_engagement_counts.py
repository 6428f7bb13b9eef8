"""No count about engaged people is small enough to be about one of them, nor can it be worked out from the others."""

from hypothesis import given
from hypothesis import strategies as st

from overt.records.queries.engagement_counts import suppressed

CELLS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 40), min_size=1)


@given(CELLS)
def test_no_small_count_is_told_and_none_follows_from_the_total(cells: dict[str, int]) -> None:
    told = suppressed(cells, 5)
    assert {one.answer for one in told} == set(cells)
    hidden = [cells[one.answer] for one in told if one.count is None]
    assert all(one.count is None or one.count == cells[one.answer] >= 5 for one in told)
    # With the total known, one count kept back would be no secret unless it is the only one there is.
    assert len(hidden) != 1 or len(cells) == 1


def test_large_counts_are_told_as_they_are() -> None:
    assert [one.count for one in suppressed({"yes": 7, "no": 5}, 5)] == [7, 5]
    assert [one.count for one in suppressed({"yes": 7, "no": 4, "": 30}, 5)] == [None, None, 30]
