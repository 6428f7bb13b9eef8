"""Events per hour with exact Poisson limits (Garwood, 1936); a rate of no hours is refused."""

from dataclasses import dataclass

from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE
from overt.measure.values import Json

METHOD = "exact Poisson (Garwood)"


@dataclass(frozen=True)
class HourlyRate:
    """`events` of `unit` in `hours`, with limits per hour."""

    events: int
    hours: float
    low: float
    high: float
    confidence: float
    unit: str
    method: str = METHOD
    note: str = ""

    @property
    def point(self) -> float:
        """Events per hour, for computing with; never print it alone."""
        return self.events / self.hours

    def __str__(self) -> str:
        named = "hour" if self.hours == 1 else "hours"
        point = "" if not self.events else f"{self.point:.3g} per hour, "
        bounds = f"{self.confidence * 100:.4g} % interval {self.low:.3g} to {self.high:.3g} per hour, {self.method}"
        return f"{self.events:,} {self.unit} in {self.hours:,.4g} {named} ({point}{bounds})"

    def to_json(self) -> dict[str, Json]:
        """Return every part, the rate under `per_hour`."""
        return {
            "events": self.events,
            "hours": self.hours,
            "unit": self.unit,
            "per_hour": self.point,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
            "method": self.method,
            "note": self.note,
        }


def hourly_rate(events: int, hours: float, *, unit: str, confidence: float = CONFIDENCE, note: str = "") -> HourlyRate:
    """Return events ÷ hours with its exact interval."""
    if events < 0 or not 0 < hours < float("inf"):
        raise MeasureError("counts_impossible", f"{events} {unit} in {hours} hours cannot be counted.")
    low, high = poisson_bounds(events, hours, confidence)
    return HourlyRate(events, float(hours), low, high, confidence, unit, note=note)


def poisson_bounds(events: int, exposure: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact limits of a Poisson mean per unit of exposure."""
    from scipy import special

    tail = (1 - confidence) / 2
    low = float(special.gammaincinv(events, tail)) if events else 0.0
    return low / exposure, float(special.gammaincinv(events + 1, 1 - tail)) / exposure
