"""What a wrong rate may have been instead: other figures of the row, a moved decimal point, the row above."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from overt.evaluate.records.cells import PrintedRate
from overt.evaluate.records.columns import Column
from overt.evaluate.records.rules.rate_match import Match, match
from overt.evaluate.records.table import Row

SHIFTS = (-1, 1, -2, 2, -3, 3)


def reason(row: Row, rate: PrintedRate, above: PrintedRate | None) -> str | None:
    """Return the first explanation that gives exactly the printed digits, or None."""
    return other_figures(row, rate) or moved_point(row, rate) or _same_as_above(rate, above)


def other_figures(row: Row, rate: PrintedRate) -> str | None:
    """Return which other two figures of the row give the printed rate."""
    if not rate.value:
        return None
    for numerator, over, words in _fractions(row):
        if match(rate, numerator, over) is Match.RIGHT:
            return words
    return None


def moved_point(row: Row, rate: PrintedRate) -> str | None:
    """Return how far the decimal point moved, where that alone makes the rate right."""
    false, faces = row.false_alerts, row.exact(Column.FACES)
    number = false.exact if false else None
    if not faces or not number or not rate.value or rate.unit in {"ratio", "one_in"}:
        return None
    for shift in SHIFTS:
        factor = Fraction(10) ** shift
        if match(replace(rate, value=rate.value * factor, step=rate.step * factor), number, faces) is Match.RIGHT:
            places = f"{abs(shift)} place{'s' if abs(shift) > 1 else ''}"
            return f"the decimal point is {places} too far to the {'left' if shift > 0 else 'right'}"
    return None


def _fractions(row: Row) -> Iterator[tuple[int, int, str]]:
    faces, alerts = row.exact(Column.FACES), row.exact(Column.ALERTS)
    false = row.false_alerts.exact if row.false_alerts else None
    kinds = {
        "confirmed false alerts": row.exact(Column.FALSE_CONFIRMED),
        "unconfirmed false alerts": row.exact(Column.FALSE_UNCONFIRMED),
        "engagements after false alerts": row.exact(Column.FALSE_ENGAGEMENTS),
        "all alerts": alerts,
        "true alerts": row.true_alerts.exact if row.true_alerts else None,
    }
    for name, number in kinds.items():
        if number and faces and number != false:
            yield number, faces, f"it is {name} ÷ faces seen"
    if false and alerts and alerts != faces:
        yield false, alerts, "it is false alerts ÷ alerts"


def _same_as_above(rate: PrintedRate, above: PrintedRate | None) -> str | None:
    copied = above is not None and rate.value and (above.value, above.step) == (rate.value, rate.step)
    return "it is the rate of the row above" if copied else None
