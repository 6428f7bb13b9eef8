"""The false alert rate as published and as it could be: unresolved alerts stand as a best and a worst case (I-8)."""

from dataclasses import dataclass
from fractions import Fraction

from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE, clopper_pearson, one_sided_lower
from overt.measure.values import Rate


@dataclass(frozen=True)
class FalseAlertRate:
    """False alerts over faces seen, and over alerts.

    `best` counts unresolved alerts as right, `worst` as false. `alarm` is on when the point estimate lies above the
    ceiling, `breach` when even the one-sided exact lower bound does; both look at alerts judged false only, while
    `worst_case_breach` counts the unresolved ones too (FIELD §2, E-90).
    """

    best: Rate
    worst: Rate
    of_alerts: Rate
    unresolved: int
    ceiling: Fraction
    alarm: bool
    breach: bool
    worst_case_breach: bool


def false_alert_rate(
    *,
    false_alerts: int,
    unresolved: int,
    alerts: int,
    faces_seen: int,
    ceiling: Fraction,
    confidence: float = CONFIDENCE,
    counting: str = "passages as tracked",
) -> FalseAlertRate:
    """Compute the rate; `counting` names how faces seen were counted and goes with every figure."""
    if false_alerts + unresolved > alerts:
        raise MeasureError("counts_impossible", "More alerts are false or unresolved than there are alerts.")
    worst_count = false_alerts + unresolved
    unit = "faces seen"
    return FalseAlertRate(
        best=clopper_pearson(false_alerts, faces_seen, unit=unit, confidence=confidence, note=counting),
        worst=clopper_pearson(worst_count, faces_seen, unit=unit, confidence=confidence, note=counting),
        of_alerts=clopper_pearson(false_alerts, alerts, unit="alerts", confidence=confidence),
        unresolved=unresolved,
        ceiling=ceiling,
        alarm=faces_seen > 0 and Fraction(false_alerts, faces_seen) > ceiling,
        breach=_lower(false_alerts, faces_seen, confidence) > ceiling,
        worst_case_breach=_lower(worst_count, faces_seen, confidence) > ceiling,
    )


def _lower(numerator: int, denominator: int, confidence: float) -> float:
    return one_sided_lower(numerator, denominator, unit="faces seen", confidence=confidence).low
