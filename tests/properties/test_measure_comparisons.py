"""Comparisons keep their symmetries and never claim more than their power, whatever the counts."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from overt.measure import (
    Composition,
    GroupRate,
    MatedSearches,
    NonMatedSearches,
    Verdict,
    clopper_pearson,
    compare_groups,
    fisher_exact,
    fnir,
    fpir,
    holm,
    jeffreys,
    rate_ratio,
    threshold_for,
    tpir,
)

COUNTS = st.integers(2, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SHARES = st.fractions(min_value="1/500", max_value="1/2")
SCORES = st.lists(st.floats(-1, 1).map(lambda score: round(score, 2)), min_size=1, max_size=200)


@given(COUNTS, COUNTS)
def test_swapping_two_groups_keeps_p_and_inverts_the_ratio(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert abs(fisher_exact(*first, *second) - fisher_exact(*second, *first)) < 1e-9
    one, other = rate_ratio(*first, *second), rate_ratio(*second, *first)
    assert one.low <= one.high
    if first[0] and second[0]:
        assert abs(np.log(one.low) + np.log(other.high)) < 1e-6
        assert one.low <= (one.point or 0) * (1 + 1e-9)
        assert (one.point or 0) <= one.high * (1 + 1e-9)


@given(COUNTS, COUNTS)
def test_equivalent_is_only_said_inside_the_factor_and_a_zero_is_never_equivalent(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    groups = [
        GroupRate(name, clopper_pearson(*counts, unit="searches"), 10) for name, counts in (("a", first), ("b", second))
    ]
    pair = compare_groups(groups, Composition((("a", 5), ("b", 5)))).pairs[0]
    if pair.verdict is Verdict.EQUIVALENT:
        assert pair.equivalence.low > 0.5
        assert pair.equivalence.high < 2
        assert first[0]
        assert second[0]
    assert (pair.verdict is Verdict.DIFFERENT) == (pair.p_holm < 0.05)
    assert "no significant difference" not in pair.sentence


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_makes_a_p_value_smaller_nor_changes_their_order(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(after >= before for before, after in zip(values, adjusted, strict=True))
    ranked = [adjusted[place] for place in np.argsort(values, kind="stable")]
    assert ranked == sorted(ranked)


@given(COUNTS, st.floats(0.5, 0.999))
def test_jeffreys_lies_inside_the_exact_interval(counts: tuple[int, int], confidence: float) -> None:
    inner, outer = (method(*counts, unit="x", confidence=confidence) for method in (jeffreys, clopper_pearson))
    assert outer.low <= inner.low + 1e-9
    assert inner.high <= outer.high + 1e-9


@given(SCORES, SHARES)
def test_a_threshold_keeps_to_its_target_and_a_step_lower_would_not(scores: list[float], target: Fraction) -> None:
    tops = np.array(scores)
    told = threshold_for(NonMatedSearches(tops, np.arange(len(tops))), target)
    assert (tops >= told.threshold).sum() <= target * len(tops)
    assert (tops >= round(told.threshold - 0.0001, 4)).sum() > target * len(tops)


@given(SCORES, st.floats(-1, 1))
def test_a_higher_threshold_never_finds_or_alerts_more(scores: list[float], threshold: float) -> None:
    values, person = np.array(scores), np.arange(len(scores))
    mated, others = MatedSearches(values, np.zeros(len(values), np.int64), person), NonMatedSearches(values, person)
    assert tpir(mated, threshold).numerator + fnir(mated, threshold).numerator == len(values)
    assert tpir(mated, threshold + 0.1).numerator <= tpir(mated, threshold).numerator
    assert fpir(others, threshold + 0.1).numerator <= fpir(others, threshold).numerator
