import json
from fractions import Fraction

import pytest

from overt.measure import MeasureError, Rate, clopper_pearson, false_alert_rate, percentiles


def test_a_zero_is_never_printed_without_its_bound_and_count() -> None:
    told = str(clopper_pearson(0, 2995, unit="passages"))
    assert told == (
        "0 of 2,995 passages (95 % interval 0 % to 0.123 %, Clopper-Pearson; too few events to state a rate)"
    )


def test_a_rate_is_never_one_number() -> None:
    rate = clopper_pearson(3, 100, unit="passages")
    for bare in ("{:.2%}", "{:.3f}", "{:g}"):
        with pytest.raises(MeasureError):
            bare.format(rate)
    with pytest.raises(MeasureError):
        float(rate)
    assert f"{rate}" == str(rate)


def test_a_rate_of_nothing_says_so() -> None:
    assert "no rate is stated" in str(clopper_pearson(0, 0, unit="alerts"))


def test_json_carries_every_part() -> None:
    told = json.loads(json.dumps(clopper_pearson(40, 1000, unit="passages", note="as tracked").to_json()))
    assert {"numerator", "denominator", "unit", "rate", "low", "high", "confidence", "method", "note"} <= set(told)
    assert told["few_events"] is False


@pytest.mark.parametrize(
    "changed",
    [{"numerator": 11}, {"low": 0.5, "high": 0.4}, {"high": 1.1}, {"confidence": 1.0}, {"method": ""}, {"unit": ""}],
)
def test_a_rate_that_contradicts_itself_cannot_be_made(changed: dict[str, object]) -> None:
    parts = {"numerator": 1, "denominator": 10, "low": 0.0, "high": 0.4, "confidence": 0.95, "method": "m", "unit": "u"}
    with pytest.raises(MeasureError):
        Rate(**(parts | changed))  # type: ignore[arg-type]


@pytest.mark.clause("E-90")
def test_unresolved_alerts_stand_between_a_best_and_a_worst_case() -> None:
    rate = false_alert_rate(false_alerts=1, unresolved=4, alerts=10, faces_seen=2000, ceiling=Fraction(1, 1000))
    assert (rate.best.numerator, rate.worst.numerator) == (1, 5)
    assert rate.best.denominator == rate.worst.denominator == 2000
    assert (rate.of_alerts.numerator, rate.of_alerts.denominator) == (1, 10)
    assert not rate.alarm
    assert not rate.breach


@pytest.mark.clause("E-90")
def test_the_ceiling_alarms_on_the_point_and_breaches_on_the_exact_lower_bound() -> None:
    def of(false: int, faces: int) -> tuple[bool, bool]:
        rate = false_alert_rate(
            false_alerts=false, unresolved=0, alerts=false, faces_seen=faces, ceiling=Fraction(1, 1000)
        )
        return rate.alarm, rate.breach

    assert of(1, 1000) == (False, False)
    assert of(1, 999) == (True, False)
    assert of(40, 10_000) == (True, True)
    assert of(0, 0) == (False, False)


def test_more_judged_alerts_than_alerts_is_refused() -> None:
    with pytest.raises(MeasureError):
        false_alert_rate(false_alerts=3, unresolved=3, alerts=5, faces_seen=100, ceiling=Fraction(1, 1000))


def test_percentiles_are_values_that_were_observed() -> None:
    told = percentiles([30.0, 10.0, 20.0, 40.0])
    assert (told.p50.value, told.p95.value, told.largest) == (20.0, 40.0, 40.0)
    assert told.count == 4
    assert told.p99.high is None
    assert "of 4 values" in str(told)


def test_a_single_value_bounds_nothing() -> None:
    told = percentiles([7.0])
    assert told.p50.value == 7.0
    assert told.p50.low is None
    assert told.p50.high is None


@pytest.mark.parametrize("values", [[], [1.0, float("nan")], [float("inf")]])
def test_percentiles_of_nothing_or_of_no_number_are_refused(values: list[float]) -> None:
    with pytest.raises(MeasureError):
        percentiles(values)
