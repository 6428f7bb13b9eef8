"""Percentiles of latencies: observed values by nearest rank, each with a distribution-free interval."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite

from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE
from overt.measure.values import Json

METHOD = "nearest rank; interval from order statistics"


@dataclass(frozen=True)
class Quantile:
    """One percentile: `low` and `high` are observed values, None on a side the sample is too small to bound."""

    probability: float
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Percentiles:
    """p50, p95, p99 and the largest of `count` values in `unit`."""

    count: int
    unit: str
    p50: Quantile
    p95: Quantile
    p99: Quantile
    largest: float
    confidence: float
    method: str = METHOD

    def __str__(self) -> str:
        middle, high, last = (f"{quantile.value:.4g}" for quantile in (self.p50, self.p95, self.p99))
        return f"p50 {middle}, p95 {high}, p99 {last} {self.unit} of {self.count:,} values ({self.method})"

    def to_json(self) -> dict[str, Json]:
        """Return the values with their count, unit and method; bounds under `p95_low` and the like."""
        told: dict[str, Json] = {"count": self.count, "unit": self.unit, "method": self.method}
        for name, quantile in (("p50", self.p50), ("p95", self.p95), ("p99", self.p99)):
            told |= {name: quantile.value, f"{name}_low": quantile.low, f"{name}_high": quantile.high}
        return told | {"largest": self.largest, "confidence": self.confidence}


def percentiles(values: Sequence[float], *, unit: str = "ms", confidence: float = CONFIDENCE) -> Percentiles:
    """Summarise at least one value; raises MeasureError for none, or for a value that is not finite."""
    ordered = sorted(float(value) for value in values)
    if not ordered:
        raise MeasureError("nothing_measured", "There is no value to take percentiles of.")
    if not all(map(isfinite, ordered)):
        raise MeasureError("not_finite", "A measured value is not a finite number.")
    middle, high, last = (_quantile(ordered, probability, confidence) for probability in (0.5, 0.95, 0.99))
    return Percentiles(len(ordered), unit, middle, high, last, ordered[-1], confidence)


def _quantile(ordered: Sequence[float], probability: float, confidence: float) -> Quantile:
    """Take the nearest-rank value, and the order statistics that enclose the percentile at this confidence.

    The number of values below the percentile is binomial, whatever the distribution (David and Nagaraja, "Order
    Statistics", section 7.1).
    """
    count, tail = len(ordered), (1 - confidence) / 2
    rank = max(1, ceil(probability * count))
    lower = binomial_quantile(tail, count, probability)
    upper = binomial_quantile(1 - tail, count, probability) + 1
    low = ordered[lower - 1] if lower >= 1 else None
    high = ordered[upper - 1] if upper <= count else None
    return Quantile(probability, ordered[rank - 1], low, high)


def binomial_quantile(level: float, count: int, probability: float) -> int:
    """Return the smallest k with P(X ≤ k) ≥ `level` for X binomial."""
    from scipy import special

    return bisect_left(range(count), True, key=lambda k: bool(special.bdtr(k, count, probability) >= level))
