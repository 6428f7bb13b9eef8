"""A change of the counting method that hides in the trend: faces seen settle on another level, or stop being round.

Levels are compared by Pettitt's test ("A non-parametric approach to the change-point problem", Applied Statistics 28,
1979) with its approximate p-value: a doubt below 0.005, a note below 0.05, and only where the medians differ twofold.
Faces a minute are used where durations are printed, faces seen otherwise. Real crowds differ too: it is a question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log
from statistics import median

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.jumps import faces_a_minute
from overt.evaluate.records.rules.saying import about_column, amount
from overt.evaluate.records.table import Row, Table

DOUBTFUL, NOTABLE = 0.005, 0.05
TWOFOLD = 2
CLOSE = 5
FEWEST_A_SIDE = 4
ROUND = 100
FEWEST_ROUND = 6
MOST_ROUND_AFTER = 0.3


@dataclass(frozen=True)
class Change:
    """Where a series changes level: the first row after it, the p-value, and the medians before and after."""

    first: Row
    p_value: float
    before: Fraction
    after: Fraction


def level(table: Table) -> Iterator[Finding]:
    """Find one lasting change in the level of faces seen."""
    pace = faces_a_minute(table)
    counted = [(row, Fraction(faces)) for row in table.rows if (faces := row.exact(Column.FACES))]
    change = change_of_level(pace or counted)
    if change is None or change.p_value >= NOTABLE or _ratio(change) < TWOFOLD:
        return
    what = "faces a minute" if pace else "faces seen"
    said = (
        f"From row {change.first.number} on ({change.first.date_printed or change.first.place}) the median of {what} "
        f"is {amount(change.after)} instead of {amount(change.before)} (Pettitt's test, p about "
        f"{change.p_value:.2g}). "
        "Ask whether faces were counted another way; the false alert rate moves with them."
    )
    yield about_column(table, Column.FACES, Severity.DOUBT if change.p_value < DOUBTFUL else Severity.NOTE, said)


def change_of_level(series: Sequence[tuple[Row, Fraction]]) -> Change | None:
    """Return the most telling split of a series with at least four rows on either side; None for a shorter one."""
    values = [value for _, value in series]
    size = len(values)
    if size < 2 * FEWEST_A_SIDE:
        return None
    near, statistic = max(_statistics(values), key=lambda pair: pair[1])
    at = _sharpest(values, near)
    p_value = min(1.0, 2 * exp(-6 * statistic**2 / (size**3 + size**2)))
    return Change(series[at][0], p_value, median(values[:at]), median(values[at:]))


def roundness(table: Table) -> Iterator[Finding]:
    """Note where faces seen, always whole hundreds before, mostly are not any more: estimated, then counted."""
    series = [(row, faces) for row in table.rows if (faces := row.exact(Column.FACES))]
    at = next((index for index, (_, faces) in enumerate(series) if faces % ROUND), len(series))
    after = [faces for _, faces in series[at:]]
    if at < FEWEST_ROUND or len(after) < FEWEST_ROUND:
        return
    if sum(faces % ROUND == 0 for faces in after) <= MOST_ROUND_AFTER * len(after):
        row = series[at][0]
        said = (
            f"Up to row {series[at - 1][0].number} faces seen are whole hundreds, from row {row.number} on not. "
            "They may have been estimated before and counted since."
        )
        yield about_column(table, Column.FACES, Severity.NOTE, said)


def _statistics(values: Sequence[Fraction]) -> Iterator[tuple[int, int]]:
    """Yield each split with Pettitt's |U|, from mid-ranks: |2 · rank sum of the first t − t(n + 1)|."""
    size = len(values)
    ordered = sorted(values)
    first = {value: index for index, value in reversed(list(enumerate(ordered)))}
    last = {value: index for index, value in enumerate(ordered)}
    doubled = 0
    for at, value in enumerate(values[: size - FEWEST_A_SIDE], start=1):
        doubled += first[value] + last[value] + 2
        if at >= FEWEST_A_SIDE:
            yield at, abs(doubled - at * (size + 1))


def _sharpest(values: Sequence[Fraction], near: int) -> int:
    """Return the split close by that leaves the least distance from the two medians: the test itself is blunt there."""
    logs = [log(value) for value in values]
    splits = range(max(FEWEST_A_SIDE, near - CLOSE), min(len(logs) - FEWEST_A_SIDE, near + CLOSE) + 1)
    return min(splits, key=lambda at: _spread(logs[:at]) + _spread(logs[at:]))


def _spread(logs: Sequence[float]) -> float:
    middle = median(logs)
    return sum(abs(each - middle) for each in logs)


def _ratio(change: Change) -> Fraction:
    low, high = sorted((change.before, change.after))
    return high / low if low else Fraction(0)
