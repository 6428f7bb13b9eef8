"""Intervals for a proportion: exact for claims, Wilson for charts; the Wald interval is refused by name.

Wald's real coverage at p = 1/1000 and n = 1000 is about 63 % where it says 95 % (Brown, Cai and DasGupta, "Interval
Estimation for a Binomial Proportion", 2001, show why).
"""

from math import sqrt
from statistics import NormalDist

from overt.measure.errors import MeasureError
from overt.measure.values import Rate

CONFIDENCE = 0.95


def clopper_pearson(
    numerator: int, denominator: int, *, unit: str, confidence: float = CONFIDENCE, note: str = ""
) -> Rate:
    """Return the exact two-sided interval (Clopper and Pearson, 1934): for any published claim about safety."""
    _check(numerator, denominator, confidence)
    tail = (1 - confidence) / 2
    failures = denominator - numerator
    low = _beta_quantile(tail, numerator, failures + 1) if numerator else 0.0
    high = _beta_quantile(1 - tail, numerator + 1, failures) if failures else 1.0
    return Rate(numerator, denominator, low, high, confidence, "Clopper-Pearson", unit, note)


def wilson(numerator: int, denominator: int, *, unit: str, confidence: float = CONFIDENCE, note: str = "") -> Rate:
    """Return the score interval (Wilson, 1927): for charts, where the exact one looks wider than it is."""
    _check(numerator, denominator, confidence)
    if denominator == 0:
        return Rate(0, 0, 0.0, 1.0, confidence, "Wilson", unit, note)
    z = _normal_quantile(1 - (1 - confidence) / 2)
    share = numerator / denominator
    scale = 1 + z * z / denominator
    middle = (share + z * z / (2 * denominator)) / scale
    half = z * sqrt(share * (1 - share) / denominator + z * z / (4 * denominator**2)) / scale
    low = 0.0 if numerator == 0 else max(0.0, middle - half)
    high = 1.0 if numerator == denominator else min(1.0, middle + half)
    return Rate(numerator, denominator, low, high, confidence, "Wilson", unit, note)


def jeffreys(numerator: int, denominator: int, *, unit: str, confidence: float = CONFIDENCE, note: str = "") -> Rate:
    """Return the interval of Jeffreys' prior, Beta(1/2, 1/2), ends closed at 0 and 1 (Brown, Cai, DasGupta 2001)."""
    _check(numerator, denominator, confidence)
    tail = (1 - confidence) / 2
    failures = denominator - numerator
    low = _beta_quantile(tail, numerator + 0.5, failures + 0.5) if numerator else 0.0
    high = _beta_quantile(1 - tail, numerator + 0.5, failures + 0.5) if failures else 1.0
    return Rate(numerator, denominator, low, high, confidence, "Jeffreys", unit, note)


def one_sided_upper(
    numerator: int, denominator: int, *, unit: str, confidence: float = CONFIDENCE, note: str = ""
) -> Rate:
    """Return the exact upper bound; with no event in n it is 1 − (1 − confidence)^(1/n)."""
    _check(numerator, denominator, confidence)
    failures = denominator - numerator
    high = _beta_quantile(confidence, numerator + 1, failures) if failures else 1.0
    return Rate(numerator, denominator, 0.0, high, confidence, "Clopper-Pearson, one-sided upper", unit, note)


def one_sided_lower(
    numerator: int, denominator: int, *, unit: str, confidence: float = CONFIDENCE, note: str = ""
) -> Rate:
    """Return the exact lower bound: a ceiling is breached when this bound lies above it."""
    _check(numerator, denominator, confidence)
    low = _beta_quantile(1 - confidence, numerator, denominator - numerator + 1) if numerator else 0.0
    return Rate(numerator, denominator, low, 1.0, confidence, "Clopper-Pearson, one-sided lower", unit, note)


METHODS = {"clopper-pearson": clopper_pearson, "wilson": wilson, "jeffreys": jeffreys}


def interval(method: str, numerator: int, denominator: int, *, unit: str, confidence: float = CONFIDENCE) -> Rate:
    """Return a two-sided interval by the method's name; raises MeasureError for Wald and for unknown names."""
    name = method.casefold()
    if name in {"wald", "normal"}:
        raise MeasureError(
            "wald_refused",
            "The Wald interval is refused: for rare errors it covers far less than it says. Use Clopper-Pearson.",
        )
    if name not in METHODS:
        raise MeasureError("method_unknown", f"There is no interval called {method}. There are: {', '.join(METHODS)}.")
    return METHODS[name](numerator, denominator, unit=unit, confidence=confidence)


def _check(numerator: int, denominator: int, confidence: float) -> None:
    if not 0 <= numerator <= denominator:
        raise MeasureError("counts_impossible", f"{numerator} of {denominator} cannot be counted.")
    if not 0 < confidence < 1:
        raise MeasureError("confidence_impossible", "A confidence lies between 0 and 1, such as 0.95.")


def _beta_quantile(probability: float, successes: float, failures: float) -> float:
    from scipy import special

    return float(special.betaincinv(successes, failures, probability))


def _normal_quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)
