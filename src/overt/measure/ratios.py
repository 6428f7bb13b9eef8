"""The ratio of two rates with its score interval (Koopman, 1984), and equivalence by two one-sided tests."""

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import NormalDist

from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE
from overt.measure.values import Json

METHOD = "score interval (Koopman)"
_STEPS = 200
_WIDEST = log(1e9)


@dataclass(frozen=True)
class Ratio:
    """`events`/`trials` over `other_events`/`other_trials`; `high` may be infinite, the point None when undefined.

    Counts may be effective counts, divided by a design effect, so they need not be whole.
    """

    events: float
    trials: float
    other_events: float
    other_trials: float
    low: float
    high: float
    confidence: float
    method: str = METHOD

    @property
    def point(self) -> float | None:
        """The bare ratio, for computing with; None where the second rate is zero."""
        if not self.other_events or not self.trials:
            return None
        return (self.events / self.trials) / (self.other_events / self.other_trials)

    def within(self, factor: float) -> bool:
        """Whether the whole interval lies between 1/factor and factor."""
        return self.low > 1 / factor and self.high < factor

    def __str__(self) -> str:
        point = "undefined, since the second group has no event" if self.point is None else f"{self.point:.3g}"
        high = "no upper limit" if self.high == inf else f"{self.high:.3g}"
        return f"ratio {point} ({self.confidence * 100:.4g} % interval {self.low:.3g} to {high}, {self.method})"

    def to_json(self) -> dict[str, Json]:
        """Return every part; null stands for an undefined point and for no upper limit."""
        return {
            "ratio": self.point,
            "low": self.low,
            "high": None if self.high == inf else self.high,
            "confidence": self.confidence,
            "method": self.method,
        }


def rate_ratio(a: float, n: float, b: float, m: float, *, confidence: float = CONFIDENCE) -> Ratio:
    """Return (a/n) ÷ (b/m) with its score interval; with no event on either side it is 0 to infinity."""
    if not (0 <= a <= n and 0 <= b <= m and n > 0 and m > 0):
        raise MeasureError("counts_impossible", f"{a:g} of {n:g} against {b:g} of {m:g} cannot be compared.")
    limit = NormalDist().inv_cdf(1 - (1 - confidence) / 2) ** 2
    peak = log((a / n) / (b / m)) if a and b else (-_WIDEST if b else _WIDEST)
    low = 0.0 if not a else exp(_crossing(a, n, b, m, limit, peak, -_WIDEST))
    high = inf if not b else exp(_crossing(a, n, b, m, limit, peak, _WIDEST))
    return Ratio(a, n, b, m, low, high, confidence)


def equivalent(a: float, n: float, b: float, m: float, *, factor: float, alpha: float = 0.05) -> Ratio:
    """Return the interval TOST (Schuirmann, 1987) looks at, of confidence 1 − 2·alpha: ask it `.within(factor)`."""
    if factor <= 1:
        raise MeasureError("factor_impossible", "Equivalence needs a factor above 1, such as 2 for ×½ to ×2.")
    return rate_ratio(a, n, b, m, confidence=1 - 2 * alpha)


def score_statistic(a: float, n: float, b: float, m: float, ratio: float) -> float:
    """Return the squared score statistic of p1 = ratio·p2, its nuisance rate at its restricted maximum likelihood."""
    first = ratio * (n + b) + a + m
    # The smaller root of the restricted likelihood equation, written so that it does not cancel for large ratios.
    root = sqrt(max(0.0, first**2 - 4 * ratio * (n + m) * (a + b)))
    p2 = min(2 * (a + b) / (first + root), 1.0, 1 / ratio) if first + root else 0.0
    return _term(a, n, min(ratio * p2, 1.0)) + _term(b, m, p2)


def _term(events: float, trials: float, rate: float) -> float:
    """Return one group's squared score; at a rate of 0 or 1 nothing where the counts agree, else without limit."""
    away = events - trials * rate
    if rate in {0.0, 1.0}:
        return 0.0 if abs(away) < 1e-9 * trials else inf
    return away**2 / (trials * rate * (1 - rate))


def _crossing(a: float, n: float, b: float, m: float, limit: float, inside: float, outside: float) -> float:
    """Bisect the logarithm of the ratio for where the statistic passes `limit`."""
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        if score_statistic(a, n, b, m, exp(middle)) <= limit:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
