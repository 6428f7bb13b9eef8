"""Golden values by exhaustive sums and enumeration, written without looking at the code they check."""

from fractions import Fraction
from itertools import product
from math import comb, exp, factorial, inf, isclose, log, sqrt

import numpy as np
import pytest

from overt.measure import (
    SequentialTest,
    clopper_pearson,
    fisher_exact,
    fisher_power,
    holm,
    hourly_rate,
    interval,
    jeffreys,
    minimum_detectable_ratio,
    one_sided_upper,
    passages_for_power,
    passages_for_precision,
    passages_without_error,
    rate_ratio,
    wilson,
)
from overt.measure.errors import MeasureError


def tail_at_least(k: int, n: int, p: float) -> float:
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def tail_at_most(k: int, n: int, p: float) -> float:
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def bisect(function, low: float, high: float) -> float:
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize(("k", "n"), [(0, 7), (1, 7), (7, 7), (3, 40), (17, 303), (39, 40)])
def test_the_exact_interval_leaves_the_tails_summed_term_by_term(k: int, n: int) -> None:
    rate = clopper_pearson(k, n, unit="passages")
    low = bisect(lambda p: tail_at_least(k, n, p) - 0.025, 0, 1) if k else 0.0
    high = bisect(lambda p: 0.025 - tail_at_most(k, n, p), 0, 1) if k < n else 1.0
    assert rate.low == pytest.approx(low, abs=1e-9)
    assert rate.high == pytest.approx(high, abs=1e-9)


@pytest.mark.parametrize(("k", "n"), [(1, 12), (6, 12), (3, 200)])
def test_jeffreys_cuts_the_posterior_integrated_numerically(k: int, n: int) -> None:
    # p = sin²(t) turns Beta(k + ½, n − k + ½) into sin^2k · cos^2(n − k), smooth enough for a plain sum.
    t = (np.arange(400_000) + 0.5) / 400_000 * np.pi / 2
    density = np.exp(2 * k * np.log(np.sin(t)) + 2 * (n - k) * np.log(np.cos(t)))
    mass = np.cumsum(density) / density.sum()
    expected = [np.sin(t[np.searchsorted(mass, tail)]) ** 2 for tail in (0.025, 0.975)]
    rate = jeffreys(k, n, unit="passages")
    assert [rate.low, rate.high] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("k", "n"), [(1, 12), (3, 200), (11, 12)])
def test_wilson_is_where_the_score_test_turns(k: int, n: int) -> None:
    rate = wilson(k, n, unit="passages")
    for bound in (rate.low, rate.high):
        assert abs(k / n - bound) / sqrt(bound * (1 - bound) / n) == pytest.approx(1.959964, abs=1e-5)


def coverage(bounds, p: float, n: int) -> float:
    chance = np.array([exp(log(comb(n, k)) + k * log(p) + (n - k) * log(1 - p)) for k in range(60)])
    holds = np.array([low <= p <= high for low, high in map(bounds, range(60))])
    assert chance.sum() == pytest.approx(1, abs=1e-9)
    return float((chance * holds).sum())


def test_coverage_at_one_in_a_thousand_by_full_enumeration() -> None:
    def wald(k: int) -> tuple[float, float]:
        half = 1.959964 * sqrt(k / 1000 * (1 - k / 1000) / 1000)
        return k / 1000 - half, k / 1000 + half

    def of(method):
        def bounds(k: int) -> tuple[float, float]:
            rate = method(k, 1000, unit="passages")
            return rate.low, rate.high

        return coverage(bounds, 0.001, 1000)

    assert coverage(wald, 0.001, 1000) == pytest.approx(0.63, abs=0.01)
    assert of(wilson) == pytest.approx(0.92, abs=0.005)
    assert of(clopper_pearson) == pytest.approx(0.98, abs=0.005)


@pytest.mark.parametrize("name", ["wald", "Wald", "normal"])
def test_wald_is_refused_in_words(name: str) -> None:
    with pytest.raises(MeasureError, match="covers far less"):
        interval(name, 1, 1000, unit="passages")


@pytest.mark.parametrize(("claim", "passages"), [(1 / 1000, 2_995), (1 / 6000, 17_973), (1 / 60_000, 179_743)])
def test_passages_without_an_error_for_a_claim(claim: float, passages: int) -> None:
    assert passages_without_error(claim) == passages
    assert one_sided_upper(0, passages, unit="passages").high < claim
    assert one_sided_upper(0, passages - 1, unit="passages").high >= claim


def fisher_by_counting(a: int, n: int, b: int, m: int) -> Fraction:
    whole = comb(n + m, a + b)
    tables = {x: Fraction(comb(n, x) * comb(m, a + b - x), whole) for x in range(max(0, a + b - m), min(n, a + b) + 1)}
    return sum((chance for chance in tables.values() if chance <= tables[a]), Fraction(0))


def test_fishers_test_agrees_with_counting_every_table() -> None:
    for n, m in ((1, 1), (3, 5), (10, 7), (12, 12)):
        for a, b in product(range(n + 1), range(m + 1)):
            assert fisher_exact(a, n, b, m) == pytest.approx(float(fisher_by_counting(a, n, b, m)), abs=1e-9)


def test_power_agrees_with_going_through_every_pair_of_counts() -> None:
    n, m, base, ratio = 30, 25, 0.08, 4.0
    expected = 0.0
    for a, b in product(range(n + 1), range(m + 1)):
        if fisher_by_counting(a, n, b, m) < Fraction(1, 20):
            first = comb(n, a) * base**a * (1 - base) ** (n - a)
            expected += first * comb(m, b) * (base * ratio) ** b * (1 - base * ratio) ** (m - b)
    assert fisher_power(base, ratio, n, m) == pytest.approx(expected, abs=1e-9)


def test_four_thousand_a_group_had_seven_percent_power_to_see_a_fivefold_difference() -> None:
    n, base = 4000, 1 / 6000
    chances = [[comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(31)] for p in (base, 5 * base)]
    expected = sum(
        chances[0][a] * chances[1][b]
        for a, b in product(range(31), range(31))
        if fisher_by_counting(a, n, b, n) < Fraction(1, 20)
    )
    assert expected == pytest.approx(0.07, abs=0.005)
    assert fisher_power(base, 5, n, n) == pytest.approx(expected, abs=1e-7)


def test_the_minimum_detectable_ratio_has_the_power_it_says_and_less_has_not() -> None:
    ratio = minimum_detectable_ratio(0.01, (1000, 1000))
    assert ratio is not None
    assert fisher_power(0.01, ratio, 1000, 1000) >= 0.8 > fisher_power(0.01, ratio / 1.01, 1000, 1000)
    assert minimum_detectable_ratio(0.01, (3, 3)) is None
    clustered = minimum_detectable_ratio(0.01, (1000, 1000), design_effect=2.0)
    assert clustered == minimum_detectable_ratio(0.01, (500, 500))


def test_passages_planned_reach_their_power_and_precision() -> None:
    size = passages_for_power(0.05, 2.0)
    assert fisher_power(0.05, 2.0, size, size) >= 0.8
    assert fisher_power(0.05, 2.0, int(size * 0.9), int(size * 0.9)) < 0.8
    walks = passages_for_precision(0.9, 0.03)
    rate = clopper_pearson(round(0.9 * walks), walks, unit="passages")
    assert (rate.high - rate.low) / 2 <= 0.03
    assert passages_for_precision(0.9, 0.03, design_effect=1.5) == -(-walks * 3 // 2)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.6, 0.7]) == (1.0, 1.0)
    assert holm([]) == ()


def restricted_score(a: int, n: int, b: int, m: int, ratio: float) -> float:
    """The score statistic with the restricted maximum found on a grid and refined, not by a formula."""

    def loss(p: float) -> float:
        q = ratio * p
        return -(a * log(q) + (n - a) * log(1 - q) + b * log(p) + (m - b) * log(1 - p))

    low, high = 1e-12, min(1, 1 / ratio) - 1e-12
    for _ in range(200):
        third = (high - low) / 3
        low, high = (low, high - third) if loss(low + third) < loss(high - third) else (low + third, high)
    p, q = low, ratio * low
    return (a - n * q) ** 2 / (n * q * (1 - q)) + (b - m * p) ** 2 / (m * p * (1 - p))


@pytest.mark.parametrize("counts", [(36, 40, 16, 80), (3, 4000, 12, 4000), (5, 300, 17, 303)])
def test_the_ratios_bounds_are_where_the_score_test_turns(counts: tuple[int, int, int, int]) -> None:
    ratio = rate_ratio(*counts)
    for bound in (ratio.low, ratio.high):
        assert restricted_score(*counts, bound) == pytest.approx(1.959964**2, rel=1e-3)
    assert ratio.low < ratio.point < ratio.high


def test_the_ratio_of_koopmans_own_example() -> None:
    ratio = rate_ratio(36, 40, 16, 80)
    assert (ratio.low, ratio.high) == pytest.approx((2.94, 7.15), abs=0.01)


def test_a_ratio_without_events_has_no_point_and_open_ends() -> None:
    assert rate_ratio(0, 100, 5, 100).low == 0
    assert rate_ratio(5, 100, 0, 100).high == inf
    assert rate_ratio(5, 100, 0, 100).point is None
    nothing = rate_ratio(0, 100, 0, 100)
    assert (nothing.low, nothing.high, nothing.point) == (0, inf, None)
    assert "undefined" in str(nothing)
    assert nothing.to_json()["high"] is None


def test_the_hourly_interval_leaves_the_poisson_tails_summed_term_by_term() -> None:
    rate = hourly_rate(4, 2.5, unit="false alerts")

    def at_most(k: int, mean: float) -> float:
        return sum(exp(-mean) * mean**i / factorial(i) for i in range(k + 1))

    assert 1 - at_most(3, rate.low * 2.5) == pytest.approx(0.025, abs=1e-9)
    assert at_most(4, rate.high * 2.5) == pytest.approx(0.025, abs=1e-9)
    assert hourly_rate(0, 1.0, unit="false alerts").high == pytest.approx(-log(0.025))
    assert str(hourly_rate(0, 1.0, unit="false alerts")).startswith("0 false alerts in 1 hour (95 % interval 0 to")


def test_the_sequential_tests_error_rates_by_following_every_path() -> None:
    test = SequentialTest(0.05, 0.3, false_alarm=0.1, missed=0.1)
    steps = 14
    attained = test.attained(steps)

    def walk(rate: float) -> float:
        alarmed = 0.0
        for path in product((0, 1), repeat=steps):
            alerts, chance = 0, 1.0
            decided = ""
            for seen, alert in enumerate(path, 1):
                alerts += alert
                chance *= rate if alert else 1 - rate
                if not decided and (decision := test.decide(alerts, seen).value) != "continue":
                    decided = decision
            alarmed += chance * (decided == "alarm")
        return alarmed

    assert attained.false_alarm == pytest.approx(walk(0.05), abs=1e-9)
    assert attained.missed == pytest.approx(1 - walk(0.3), abs=1e-9)


def test_the_sequential_test_keeps_walds_bounds_in_the_long_run() -> None:
    test = SequentialTest(0.001, 0.003)
    attained = test.attained(20_000)
    assert attained.false_alarm <= 0.05 / 0.95
    assert attained.missed <= 0.05 / 0.95 + 0.001
    assert "0.05 false alarms" in str(test)
    assert isclose(test.upper, log(0.95 / 0.05))
