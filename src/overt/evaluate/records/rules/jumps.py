"""List sizes, faces and thresholds that jump away from the deployments around them.

The rule: a figure is compared with the median of the eight deployments around it, or of all the others if they are at
least four. More than three times or less than a third is a note. It is a doubt from five times on, when there are eight
and they lie within half as much again of each other: then a digit was probably added, lost or moved. A threshold jumps
when it differs from the four deployments around it, or all others if at least three, while those agree: a note; a
fifth or five times as much, or on another scale (64 among 0.64), is a doubt.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import median

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell, amount
from overt.evaluate.records.table import Row, Table

REACH = 4
FEWEST_NEIGHBOURS, FEWEST_FOR_DOUBT, FEWEST_THRESHOLDS = 4, 2 * REACH, 3
NOTABLE, DOUBTFUL, CLOSE = 3, 5, 1.5
RULE = "the rule: more than three times, or less than a third of, the median of the eight deployments around it"
RULE_OF_DOUBT = "the rule: a fifth or five times the median of eight deployments around it, which are close together"

Series = Sequence[tuple[Row, Fraction]]


def jumps(table: Table) -> Iterator[Finding]:
    """Find list sizes and faces (a minute, where the table has durations) far from their neighbours."""
    yield from _jumps(table, Column.WATCHLIST, _counts(table, Column.WATCHLIST), "people on the list")
    pace = faces_a_minute(table)
    if pace:
        yield from _jumps(table, Column.FACES, pace, "faces a minute")
    else:
        yield from _jumps(table, Column.FACES, _counts(table, Column.FACES), "faces seen")


def faces_a_minute(table: Table) -> Series:
    """Return faces ÷ minutes of every row that prints both."""
    rows = [(row, row.exact(Column.FACES), row.minutes) for row in table.rows]
    return [(row, faces / minutes) for row, faces, minutes in rows if faces and minutes]


def threshold_jumps(table: Table) -> Iterator[Finding]:
    """Find thresholds on another scale than the rest, and single ones that differ from agreeing neighbours."""
    series = [(row, row.threshold) for row in table.rows if row.threshold]
    within_one = sum(value <= 1 for _, value in series)
    for index, (row, value) in enumerate(series):
        printed, around = row.printed[Column.THRESHOLD], _around(series, index, reach=2)
        if value > 1 and within_one * 2 > len(series):
            said = f"the threshold {printed} is on another scale: the others lie in 0 to 1."
            yield about_cell(table, row, Column.THRESHOLD, Severity.DOUBT, said)
        elif len(around) >= FEWEST_THRESHOLDS and len(set(around)) == 1 and value != around[0]:
            usual = around[0]
            far = max(value / usual, usual / value) >= DOUBTFUL
            said = (
                f"the threshold {printed} stands alone: the {len(around)} deployments around it used {float(usual):g}."
            )
            yield about_cell(table, row, Column.THRESHOLD, Severity.DOUBT if far else Severity.NOTE, said)


def _counts(table: Table, column: Column) -> Series:
    return [(row, Fraction(number)) for row in table.rows if (number := row.exact(column))]


def _jumps(table: Table, column: Column, series: Series, what: str) -> Iterator[Finding]:
    for index, (row, value) in enumerate(series):
        around = _around(series, index)
        if len(around) < FEWEST_NEIGHBOURS:
            continue
        middle = median(around)
        ratio = max(value / middle, middle / value)
        if ratio > NOTABLE:
            close = len(around) >= FEWEST_FOR_DOUBT and max(around) <= CLOSE * min(around)
            severity = Severity.DOUBT if ratio >= DOUBTFUL and close else Severity.NOTE
            said = f"{_words(value, middle, what)}; {RULE_OF_DOUBT if severity is Severity.DOUBT else RULE}."
            yield about_cell(table, row, column, severity, said, f"about {round(middle):,} {what}")


def _around(series: Series, index: int, reach: int = REACH) -> list[Fraction]:
    """Return the figures of the nearest deployments: as many in all at the ends of the table as in its middle."""
    start = max(0, min(index - reach, len(series) - 2 * reach - 1))
    return [value for at, (_, value) in enumerate(series[start : start + 2 * reach + 1], start) if at != index]


def _words(value: Fraction, middle: Fraction, what: str) -> str:
    times = float(value / middle)
    compared = f"{times:.1f} times" if times > 1 else f"1/{1 / times:.1f} of"
    return f"{amount(value)} {what} is {compared} what is usual around it ({amount(middle)})"
