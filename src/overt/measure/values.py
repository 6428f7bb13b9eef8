"""A rate that cannot lose its denominator: every way of printing it carries counts, interval, unit and method."""

from dataclasses import dataclass

from overt.measure.errors import MeasureError

FEW = 30
"""Under this many events a rate is not worth a headline; the badge says so (FIELD §2)."""

Json = str | int | float | bool | None


@dataclass(frozen=True)
class Rate:
    """`numerator` of `denominator` in `unit` (a plural noun), with an interval at `confidence` by `method`.

    `low` and `high` lie in 0 to 1. With a denominator of 0 nothing is stated and the interval is 0 to 1.
    """

    numerator: int
    denominator: int
    low: float
    high: float
    confidence: float
    method: str
    unit: str
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise MeasureError("counts_impossible", f"{self.numerator} of {self.denominator} {self.unit} is no rate.")
        if not 0 <= self.low <= self.high <= 1 or not 0 < self.confidence < 1:
            raise MeasureError("interval_impossible", "An interval lies between 0 and 1, its confidence inside them.")
        if not self.method or not self.unit:
            raise MeasureError("rate_unlabelled", "A rate needs its method and its unit.")

    @property
    def point(self) -> float | None:
        """The bare fraction, for computing with; None when nothing was counted. Never print it alone."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def has_few_events(self) -> bool:
        """True when there are too few events to state a rate."""
        return self.numerator < FEW

    def __str__(self) -> str:
        counted = f"{self.numerator:,} of {self.denominator:,} {self.unit}"
        if not self.denominator:
            return f"{counted}: nothing was counted, so no rate is stated"
        level = f"{self.confidence * 100:.4g} %"
        bounds = f"{_percent(self.low)} to {_percent(self.high)}"
        badge = "; too few events to state a rate" if self.has_few_events else ""
        point = "" if self.numerator == 0 else f"{_percent(self.numerator / self.denominator)}, "
        return f"{counted} ({point}{level} interval {bounds}, {self.method}{badge})"

    def __format__(self, specification: str) -> str:
        if specification:
            raise MeasureError("bare_number", "A rate is printed with its counts and interval, never as one number.")
        return str(self)

    def __float__(self) -> float:
        raise MeasureError("bare_number", "A rate is not one number; ask for `point` to compute with it.")

    def to_json(self) -> dict[str, Json]:
        """Return every part, with the fraction under `rate` (null when nothing was counted)."""
        return {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unit": self.unit,
            "rate": self.point,
            "interval": f"{self.low:.6g} to {self.high:.6g}",
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
            "method": self.method,
            "few_events": self.has_few_events,
            "note": self.note,
        }


@dataclass(frozen=True)
class Mean:
    """`total` events over `denominator` of `unit`, as a mean that may exceed 1, such as candidates a search."""

    total: int
    denominator: int
    low: float
    high: float
    confidence: float
    method: str
    unit: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.total < 0 or self.denominator < 0 or not 0 <= self.low <= self.high:
            raise MeasureError("mean_impossible", f"{self.total} over {self.denominator} {self.unit} is no mean.")

    @property
    def point(self) -> float | None:
        """The bare mean, for computing with; None when nothing was counted."""
        return self.total / self.denominator if self.denominator else None

    def __str__(self) -> str:
        counted = f"{self.total:,} over {self.denominator:,} {self.unit}"
        if self.point is None:
            return f"{counted}: nothing was counted, so no mean is stated"
        bounds = f"{self.confidence * 100:.4g} % interval {self.low:.3g} to {self.high:.3g}, {self.method}"
        return f"{counted} ({self.point:.3g} each, {bounds})"

    def to_json(self) -> dict[str, Json]:
        """Return every part."""
        return {
            "total": self.total,
            "denominator": self.denominator,
            "unit": self.unit,
            "mean": self.point,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
            "method": self.method,
            "note": self.note,
        }


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.3g} %"
