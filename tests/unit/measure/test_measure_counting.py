"""The error of a count against one by hand: signs, intervals, and what is too little to say."""

import numpy as np
import pytest

from overt.measure.counting import FEWEST_MINUTES, count_error
from overt.measure.errors import MeasureError


def test_nothing_counted_by_hand_says_that_the_error_is_not_known() -> None:
    assert str(count_error([])) == "No minute was counted by hand, so the error is not known"


@pytest.mark.parametrize("minutes", [[(29, 40)] * 1, [(5, 5)] * 5, [(40, 40)] * (FEWEST_MINUTES - 1)])
def test_too_few_minutes_or_passages_state_counts_and_no_error(minutes: list[tuple[int, int]]) -> None:
    found = count_error(minutes)
    assert (found.low, found.high) == (None, None)
    assert str(found).endswith("; too few to state an error")
    assert f"{sum(one for one, _ in minutes)} by hand" in str(found)


def test_the_error_is_of_the_sums_with_its_sign_interval_and_method() -> None:
    found = count_error([(10, 11), (8, 8), (12, 13), (9, 10), (11, 12)])
    assert (found.by_hand, found.counted) == (50, 54)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0.08 <= found.high
    assert str(found).startswith(
        "In 5 minutes drawn by lot: 50 by hand, 54 by the software; error +8.0% (95 % interval"
    )
    assert "whole minutes, 2,000 resamples, seed 20260101" in str(found)
    missed = count_error([(10, 8), (8, 7), (12, 9), (9, 9), (11, 9)])
    assert missed.high is not None
    assert missed.high < 0


def test_the_interval_covers_the_true_error_about_as_often_as_it_says() -> None:
    """A counter that splits one person in twenty, over 12 minutes of about 40 people, 200 times."""
    random = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        by_hand = random.poisson(40, 12)
        counted = by_hand + random.binomial(by_hand, 0.05)
        found = count_error(list(zip(by_hand.tolist(), counted.tolist(), strict=True)))
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.05 <= found.high
    assert covered >= 170


def test_a_count_below_nothing_is_refused() -> None:
    with pytest.raises(MeasureError):
        count_error([(3, -1)])
