"""What a measured false positive rate would become with another list size: always labelled projected, never measured.

FPIR(N) = 1 − (1 − FMR)^N takes comparisons as independent, which fails for twins, siblings and narrow lists (FIELD §2).
"""

from dataclasses import dataclass
from math import expm1, log1p

from overt.measure.errors import MeasureError
from overt.measure.values import Json, Rate

CAVEAT = "comparisons are taken as independent, which fails for twins, siblings and narrow lists"


@dataclass(frozen=True)
class Projection:
    """A rate projected from `measured` at `from_size` entries to `to_size`."""

    point: float
    low: float
    high: float
    measured: Rate
    from_size: int
    to_size: int

    def __str__(self) -> str:
        point = "" if not self.measured.numerator else f"{self.point * 100:.3g} %, "
        level = f"{self.measured.confidence * 100:.4g} %"
        bounds = f"{level} interval {self.low * 100:.3g} % to {self.high * 100:.3g} %"
        return f"projected to a list of {self.to_size:,}: {point}{bounds}; from {self.measured}; {CAVEAT}"

    def to_json(self) -> dict[str, Json]:
        """Return every part, labelled."""
        return {
            "projected": True,
            "rate": self.point,
            "low": self.low,
            "high": self.high,
            "confidence": self.measured.confidence,
            "from_numerator": self.measured.numerator,
            "from_denominator": self.measured.denominator,
            "from_size": self.from_size,
            "to_size": self.to_size,
            "caveat": CAVEAT,
        }


def project_fpir(measured: Rate, from_size: int, to_size: int) -> Projection:
    """Project an FPIR measured with `from_size` entries on the list to `to_size` entries."""
    if from_size < 1 or to_size < 1 or measured.point is None:
        raise MeasureError("projection_impossible", "A projection needs a measured rate and two list sizes.")
    scale = to_size / from_size
    point, low, high = (_scaled(rate, scale) for rate in (measured.point, measured.low, measured.high))
    return Projection(point, low, high, measured, from_size, to_size)


def _scaled(rate: float, scale: float) -> float:
    return 1.0 if rate >= 1 else -expm1(scale * log1p(-rate))
