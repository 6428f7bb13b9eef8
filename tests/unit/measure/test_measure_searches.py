from fractions import Fraction

import numpy as np
import pytest

from overt.measure import (
    MatedSearches,
    MeasureError,
    NonMatedSearches,
    clustered_bootstrap,
    effective_size,
    end_to_end,
    fnir,
    fpir,
    fta,
    rate_of_people,
    selectivity,
    tallies,
    threshold_for,
    tpir,
)

ONE_EACH = np.arange(4)


def test_identification_rates_by_hand_with_the_tie_alerting() -> None:
    mated = MatedSearches(np.array([0.9, 0.5, 0.49, 0.7]), np.array([0, 0, 0, 3]), ONE_EACH)
    assert (tpir(mated, 0.5).numerator, tpir(mated, 0.5).denominator) == (3, 4)
    assert fnir(mated, 0.5).numerator == 1
    assert tpir(mated, 0.5, rank=1).numerator == 2
    others = NonMatedSearches(np.array([0.2, 0.5, 0.6, 0.4]), ONE_EACH)
    assert fpir(others, 0.5).numerator == 2
    assert fpir(others, 0.5).unit == "non-mated searches"
    assert "technology evaluation" in fpir(others, 0.5).note


def test_detector_failures_are_misses_end_to_end_and_not_in_tpir() -> None:
    usable = np.array([True, True, False, True])
    assert fta(usable, ONE_EACH).numerator == 1
    recognised = np.array([True, False, False, True])
    whole = end_to_end(recognised, ONE_EACH)
    assert (whole.numerator, whole.denominator, whole.unit) == (2, 4, "seeded passages")


def test_selectivity_is_a_mean_and_a_zero_keeps_its_bound() -> None:
    told = selectivity(np.array([0, 3, 1, 0]), ONE_EACH)
    assert told.point == 1.0
    assert told.low <= 1.0 <= told.high
    nothing = selectivity(np.zeros(4, np.int64), ONE_EACH)
    assert nothing.high == pytest.approx(-np.log(0.025) / 4)


def test_scores_that_are_not_numbers_are_refused_with_their_count() -> None:
    with pytest.raises(MeasureError, match="2 of 4 scores are not numbers"):
        NonMatedSearches(np.array([0.1, np.nan, 0.3, np.nan]), ONE_EACH)
    with pytest.raises(MeasureError, match="not of one length"):
        NonMatedSearches(np.array([0.1]), ONE_EACH)


def test_the_threshold_is_the_smallest_score_that_keeps_to_the_target() -> None:
    tops = np.round(np.random.default_rng(5).normal(size=3000), 2)
    told = threshold_for(NonMatedSearches(tops, np.arange(3000)), Fraction(1, 100))
    steps = (step / 10_000 for step in range(15_000, 40_000))
    by_hand = next(step for step in steps if (tops >= step).sum() / 3000 <= 1 / 100)
    assert told.threshold == by_hand
    assert told.low <= told.threshold <= told.high
    assert told.calibration.numerator == (tops >= by_hand).sum()


def test_one_outlier_among_the_calibration_people_does_not_carry_the_threshold_away() -> None:
    tops = np.append(np.linspace(0.1, 0.4, 199), 0.9)
    assert threshold_for(NonMatedSearches(tops, np.arange(200)), Fraction(1, 100)).threshold < 0.41


def test_a_target_too_small_to_be_seen_says_so() -> None:
    told = threshold_for(NonMatedSearches(np.linspace(0, 1, 50), np.arange(50)), Fraction(1, 1000))
    assert told.threshold > 1
    assert told.high is None
    assert not told.is_reached
    assert "too few to see 1/1000" in str(told)


def test_the_thresholds_interval_covers_the_true_quantile() -> None:
    rng, inside = np.random.default_rng(11), 0
    for _ in range(400):
        told = threshold_for(NonMatedSearches(rng.random(1000), np.arange(1000)), Fraction(1, 50))
        inside += told.low <= 0.98 <= told.high
    assert 0.93 <= inside / 400 <= 0.99


def correlated(rng: np.random.Generator, people: int, passages: int, mean: float, alike: float) -> np.ndarray:
    a, b = mean * (1 - alike) / alike, (1 - mean) * (1 - alike) / alike
    return rng.binomial(passages, rng.beta(a, b, people))


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_the_bootstrap_of_correlated_passages_attains_what_it_says(method: str) -> None:
    # Percentile and BCa of a ratio over 150 people; 500 trials have a standard error of one point.
    rng, inside, trials = np.random.default_rng(20260101), 0, 500
    cells = np.stack([correlated(rng, 150, 10, 0.2, 0.25) for _ in range(trials)], axis=1)
    drawn = clustered_bootstrap(cells, np.full_like(cells, 10), seed=3, method=method)
    inside = int(((drawn.low <= 0.2) & (drawn.high >= 0.2)).sum())
    assert 0.93 <= inside / trials <= 0.97


def test_an_interval_that_forgets_people_is_too_narrow() -> None:
    rng = np.random.default_rng(2)
    hits = correlated(rng, 100, 20, 0.3, 0.4)
    person = np.repeat(np.arange(100), 20)
    events = np.concatenate([np.arange(20) < hit for hit in hits])
    told = rate_of_people(events, person, "mated searches")
    alone = rate_of_people(events, np.arange(2000), "mated searches")
    assert told.high - told.low > 1.5 * (alone.high - alone.low)
    assert "seed 20260101" in told.method
    assert "100 people, effective n" in told.method
    assert effective_size(*tallies(events, person)) < 700


def test_effective_size_is_the_people_when_each_persons_passages_agree() -> None:
    hits, passages = np.array([10, 0] * 50), np.full(100, 10)
    assert effective_size(hits, passages) == pytest.approx(100, rel=0.02)
    assert effective_size(np.array([5, 5, 5, 5]), np.full(4, 10)) == 40
    assert effective_size(np.zeros(8), np.full(8, 10)) == 8


def test_what_never_happened_is_bounded_by_people_and_not_by_passages() -> None:
    told = rate_of_people(np.zeros(3000, np.bool_), np.repeat(np.arange(300), 10), "passages")
    assert told.high == pytest.approx(1 - 0.025 ** (1 / 300))
    assert "over 300 people" in told.method


def test_the_same_seed_gives_the_same_interval_and_another_does_not() -> None:
    rng = np.random.default_rng(9)
    cells = rng.binomial(5, 0.4, (60, 2))
    first, again, other = (clustered_bootstrap(cells, np.full_like(cells, 5), seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.low, again.low)
    assert not np.array_equal(first.low, other.low)
    assert first.seed == 1


def test_the_bootstrap_refuses_one_person_and_too_few_resamples() -> None:
    with pytest.raises(MeasureError, match="One person"):
        clustered_bootstrap(np.ones((1, 1)), np.ones((1, 1)), seed=1)
    with pytest.raises(MeasureError, match="at least 2,000"):
        clustered_bootstrap(np.ones((5, 1)), np.ones((5, 1)), seed=1, resamples=100)


def test_a_column_nobody_took_part_in_has_no_bounds() -> None:
    trials = np.array([[5, 0], [5, 0], [5, 0]])
    drawn = clustered_bootstrap(np.array([[1, 0], [2, 0], [3, 0]]), trials, seed=1)
    assert np.isnan(drawn.low[1])
    assert not np.isnan(drawn.low[0])


def test_bca_agrees_with_a_direct_resampling_of_rows() -> None:
    """The counts-and-weights product against the plain loop it replaces, with the same draws."""
    rng = np.random.default_rng(4)
    hits, trials = rng.binomial(8, 0.3, (40, 3)), np.full((40, 3), 8)
    drawn = clustered_bootstrap(hits, trials, seed=77, method="percentile")
    again = np.random.default_rng(77)
    ratios = []
    for block in range(0, 2000, 250):
        who = again.integers(0, 40, (min(250, 2000 - block), 40))
        ratios += [hits[row].sum(0) / trials[row].sum(0) for row in who]
    assert drawn.low == pytest.approx(np.quantile(ratios, 0.025, axis=0))
    assert drawn.high == pytest.approx(np.quantile(ratios, 0.975, axis=0))
