from math import comb, isclose, sqrt

import pytest

from overt.measure import MeasureError, clopper_pearson, interval, one_sided_lower, one_sided_upper, wilson

PASSAGES = "passages"


def test_no_error_in_2995_passages_just_supports_less_than_1_in_1000() -> None:
    assert one_sided_upper(0, 2995, unit=PASSAGES).high < 1 / 1000
    assert one_sided_upper(0, 2994, unit=PASSAGES).high > 1 / 1000


@pytest.mark.parametrize("count", [1, 10, 300, 2995, 100_000])
def test_the_bound_with_no_error_is_the_closed_form(count: int) -> None:
    assert isclose(one_sided_upper(0, count, unit=PASSAGES).high, 1 - 0.05 ** (1 / count), rel_tol=1e-9)


def test_the_exact_interval_agrees_with_published_tables() -> None:
    """Clopper and Pearson, 1934: 10 of 20 at 95 % is 0.2720 to 0.7280; 1 of 10 is 0.0025 to 0.4450."""
    ten = clopper_pearson(10, 20, unit=PASSAGES)
    assert (round(ten.low, 4), round(ten.high, 4)) == (0.2720, 0.7280)
    one = clopper_pearson(1, 10, unit=PASSAGES)
    assert (round(one.low, 4), round(one.high, 4)) == (0.0025, 0.4450)


def test_the_wilson_interval_agrees_with_published_examples() -> None:
    """Newcombe, 1998, table I, method 3: 81 of 263 is 0.2553 to 0.3662; 0 of 20 is 0 to 0.1611."""
    many = wilson(81, 263, unit=PASSAGES)
    assert (round(many.low, 4), round(many.high, 4)) == (0.2553, 0.3662)
    none = wilson(0, 20, unit=PASSAGES)
    assert (none.low, round(none.high, 4)) == (0.0, 0.1611)


def test_nothing_counted_states_nothing() -> None:
    for method in (clopper_pearson, wilson, one_sided_upper, one_sided_lower):
        rate = method(0, 0, unit=PASSAGES)
        assert (rate.low, rate.high) == (0.0, 1.0)
        assert rate.point is None


def test_wald_is_refused_by_name_because_it_covers_63_percent_where_it_says_95() -> None:
    with pytest.raises(MeasureError, match="Clopper-Pearson") as refused:
        interval("Wald", 1, 1000, unit=PASSAGES)
    assert refused.value.code == "wald_refused"
    assert 0.60 < _wald_coverage(1000, 1 / 1000) < 0.66
    assert _exact_coverage(1000, 1 / 1000) >= 0.95


def _wald_coverage(count: int, truth: float) -> float:
    total = 0.0
    for k in range(count + 1):
        share = k / count
        half = 1.959964 * sqrt(share * (1 - share) / count)
        if share - half <= truth <= share + half:
            total += _binomial(k, count, truth)
    return total


def _exact_coverage(count: int, truth: float) -> float:
    rates = ((k, clopper_pearson(k, count, unit=PASSAGES)) for k in range(40))
    return sum(_binomial(k, count, truth) for k, rate in rates if rate.low <= truth <= rate.high)


def _binomial(k: int, count: int, truth: float) -> float:
    return comb(count, k) * truth**k * (1 - truth) ** (count - k)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 10), (11, 10), (1, 0)])
def test_counts_that_cannot_be_are_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(MeasureError):
        clopper_pearson(numerator, denominator, unit=PASSAGES)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_a_confidence_is_a_fraction(confidence: float) -> None:
    with pytest.raises(MeasureError):
        wilson(1, 10, unit=PASSAGES, confidence=confidence)


def test_an_unknown_method_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(MeasureError, match="wilson"):
        interval("bayes", 1, 10, unit=PASSAGES)
    assert interval("Wilson", 1, 10, unit=PASSAGES) == wilson(1, 10, unit=PASSAGES)
