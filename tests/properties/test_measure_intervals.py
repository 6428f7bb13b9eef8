"""Intervals contain what they must, whatever the counts."""

from hypothesis import given
from hypothesis import strategies as st

from overt.measure import clopper_pearson, one_sided_lower, one_sided_upper, percentiles, wilson

COUNTS = st.integers(0, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.floats(0.5, 0.999))
def test_every_interval_holds_its_point_and_stays_within_0_and_1(counts: tuple[int, int], confidence: float) -> None:
    numerator, denominator = counts
    for method in (clopper_pearson, wilson, one_sided_upper, one_sided_lower):
        rate = method(numerator, denominator, unit="passages", confidence=confidence)
        assert 0 <= rate.low <= rate.high <= 1
        if rate.point is not None:
            assert rate.low <= rate.point + 1e-9
            assert rate.point - 1e-9 <= rate.high


@given(COUNTS)
def test_the_exact_bounds_leave_exactly_their_tail(counts: tuple[int, int]) -> None:
    from scipy import special

    numerator, denominator = counts
    if not 0 < numerator < denominator:
        return
    high = one_sided_upper(numerator, denominator, unit="passages").high
    low = one_sided_lower(numerator, denominator, unit="passages").low
    assert abs(special.bdtr(numerator, denominator, high) - 0.05) < 1e-6
    assert abs(special.bdtrc(numerator - 1, denominator, low) - 0.05) < 1e-6


@given(COUNTS)
def test_printing_a_rate_always_prints_its_denominator(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    rate = clopper_pearson(numerator, denominator, unit="passages")
    assert f"{numerator:,} of {denominator:,} passages" in str(rate)
    assert rate.to_json()["denominator"] == denominator


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300))
def test_percentiles_are_ordered_observed_and_inside_their_bounds(values: list[float]) -> None:
    told = percentiles(values)
    assert told.p50.value <= told.p95.value <= told.p99.value <= told.largest
    for quantile in (told.p50, told.p95, told.p99):
        assert quantile.value in values
        assert quantile.low is None or quantile.low <= quantile.value
        assert quantile.high is None or quantile.value <= quantile.high
