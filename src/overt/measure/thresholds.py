"""A threshold for a target false positive rate, from people who are not among those it is then tested on (FIELD §2)."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np

from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE, clopper_pearson
from overt.measure.percentiles import binomial_quantile
from overt.measure.searches import NonMatedSearches
from overt.measure.values import Rate


@dataclass(frozen=True)
class ThresholdEstimate:
    """The smallest score at which the calibration searches keep to the target, with a distribution-free interval.

    `low` and `high` enclose the score that keeps exactly to the target; None on a side the searches cannot bound.
    `calibration` is what they did at `threshold`; it is not the rate to publish: that comes from other people.
    """

    threshold: float
    low: float | None
    high: float | None
    target: Fraction
    calibration: Rate
    people: int
    confidence: float
    method: str = "order statistics of each search's highest score, over people"

    @property
    def is_reached(self) -> bool:
        """Whether the calibration is large enough that a target this small could be seen at all."""
        return self.people * self.target >= 1

    def __str__(self) -> str:
        low = "no lower limit" if self.low is None else f"{self.low:.4f}"
        high = "no upper limit" if self.high is None else f"{self.high:.4f}"
        few = "" if self.is_reached else f" {self.people:,} people are too few to see {self.target}."
        return (
            f"threshold {self.threshold:.4f} ({self.confidence * 100:.4g} % interval {low} to {high}, {self.method}); "
            f"calibration: {self.calibration}.{few}"
        )


def threshold_for(
    searches: NonMatedSearches, target: Fraction, *, digits: int = 4, confidence: float = CONFIDENCE
) -> ThresholdEstimate:
    """Return T = smallest threshold with (highest non-mate scores >= T) ÷ searches <= target; a tie alerts.

    T has this many digits after the point, as a person sets it: it lies above the first score that may not alert by
    less than one step, and never on it.
    """
    count = len(searches.top)
    if not count:
        raise MeasureError("nothing_measured", "There is no calibration search to take a threshold from.")
    if not 0 < target < 1:
        raise MeasureError("rate_impossible", "A target is a share between 0 and 1, such as 1/1000.")
    ordered = np.sort(searches.top)[::-1]
    steps = 10**digits
    threshold = round((floor(ordered[floor(target * count)] * steps + 1e-9) + 1) / steps, digits)
    alerts = int(np.count_nonzero(ordered >= threshold))
    people = len(np.unique(searches.person))
    low, high = _limits(ordered, people, float(target), confidence)
    unit = "calibration searches"
    realised = clopper_pearson(alerts, count, unit=unit, confidence=confidence, note="not for publication")
    return ThresholdEstimate(threshold, low, high, target, realised, people, confidence)


def _limits(ordered: np.ndarray, people: int, target: float, confidence: float) -> tuple[float | None, float | None]:
    """Return the scores between which the target's own quantile lies (David and Nagaraja, §7.1), ranks by person."""
    tail = (1 - confidence) / 2
    few = binomial_quantile(tail, people, target)
    many = binomial_quantile(1 - tail, people, target) + 1
    each = len(ordered) / people
    low = float(ordered[min(len(ordered), round(many * each)) - 1]) if many <= people else None
    high = float(ordered[round(few * each) - 1]) if few >= 1 else None
    return low, high
