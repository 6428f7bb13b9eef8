"""Dates: impossible ones, ones that break the sequence of the table, and whether exchanging day and month mends them.

A row is out of sequence when it is not among the largest set of rows that are in order. Where more than 30 % of the
rows are not, the table is not kept by date, and that is one note instead.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell, about_column
from overt.evaluate.records.table import Row, Table

MOST_OUT = 0.3
FEWEST_DATED = 3
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Dated:
    """A row with the day it is taken for: as read, else with day and month exchanged."""

    row: Row
    day: date
    swapped: date | None


def impossible_dates(table: Table) -> Iterator[Finding]:
    """Find dates that no calendar has, and weekdays that do not belong to their date."""
    for row in table.rows:
        if row.day is None:
            continue
        if row.day.value is None:
            yield about_cell(table, row, Column.DATE, Severity.ERROR, _impossible_words(row), _iso(row.day.swapped))
        elif row.day.weekday is not None and row.day.weekday != row.day.value.weekday():
            said = f"{row.day.value:%d/%m/%Y} was a {NAMES[row.day.value.weekday()]}, not a {NAMES[row.day.weekday]}."
            yield about_cell(table, row, Column.DATE, Severity.ERROR, said, NAMES[row.day.value.weekday()])


def sequence(table: Table) -> Iterator[Finding]:
    """Find dates out of sequence; say where exchanging day and month, or another year, would mend one."""
    dated = [found for row in table.rows if (found := _dated(row))]
    if len(dated) < FEWEST_DATED:
        return
    falls = sum(b.day < a.day for a, b in pairwise(dated))
    rises = sum(b.day > a.day for a, b in pairwise(dated))
    ordered = dated[::-1] if falls > rises else dated
    kept = in_order([each.day for each in ordered], _weights(ordered))
    out = [index for index in range(len(ordered)) if index not in kept]
    if len(out) > MOST_OUT * len(ordered):
        said = "The rows are not in the order of their dates, so a date out of sequence cannot be seen."
        yield about_column(table, Column.DATE, Severity.NOTE, said)
        return
    for index in sorted(out, key=lambda at: ordered[at].row.number):
        if ordered[index].row.when is not None:
            yield _out_of_sequence(table, ordered, kept, index)


def in_order(days: Sequence[date], weights: Sequence[int]) -> set[int]:
    """Return the positions of the heaviest non-falling subsequence (a Fenwick tree of best sums; n log n)."""
    ranks = sorted(set(days))
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    previous = [-1] * len(days)
    for position, day in enumerate(days):
        rank = bisect_left(ranks, day) + 1
        heaviest, previous[position] = _best_up_to(best, rank)
        _improve(best, rank, (heaviest + weights[position], position))
    at = _best_up_to(best, len(ranks))[1]
    kept = set()
    while at >= 0:
        kept.add(at)
        at = previous[at]
    return kept


def _best_up_to(best: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank:
        found = max(found, best[rank])
        rank -= rank & -rank
    return found


def _improve(best: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(best):
        best[rank] = max(best[rank], value)
        rank += rank & -rank


def _dated(row: Row) -> Dated | None:
    if row.day is None or (day := row.day.value or row.day.swapped) is None:
        return None
    return Dated(row, day, row.day.swapped if row.day.value else None)


def _weights(dated: Sequence[Dated]) -> list[int]:
    """Weigh rows so that, of two that contradict each other, the one an exchange would mend is taken out."""
    weights = []
    for index, each in enumerate(dated):
        low = dated[index - 1].day if index else date.min
        high = dated[index + 1].day if index + 1 < len(dated) else date.max
        mends = each.swapped is not None and low <= each.swapped <= high
        weights.append(100_000 - (2 if mends else 1 if each.swapped else 0))
    return weights


def _out_of_sequence(table: Table, ordered: Sequence[Dated], kept: set[int], index: int) -> Finding:
    each = ordered[index]
    low = next((ordered[at].day for at in range(index - 1, -1, -1) if at in kept), date.min)
    high = next((ordered[at].day for at in range(index + 1, len(ordered)) if at in kept), date.max)
    told = f"{each.day:%d %B %Y} is out of sequence: its neighbours are of {_between(low, high)}"
    if each.swapped and low <= each.swapped <= high:
        said = f"{told}. With day and month exchanged it is {each.swapped:%d %B %Y}, which fits."
        return about_cell(table, each.row, Column.DATE, Severity.DOUBT, said, each.swapped.isoformat())
    if year := _year_that_fits(each.day, low, high):
        said = f"{told}. With the year {year} it would fit."
        return about_cell(table, each.row, Column.DATE, Severity.DOUBT, said, str(year))
    return about_cell(table, each.row, Column.DATE, Severity.DOUBT, f"{told}.")


def _year_that_fits(day: date, low: date, high: date) -> int | None:
    for year in (day.year - 1, day.year + 1):
        same_day = (year, day.month, day.day)
        if (low.year, low.month, low.day) <= same_day <= (high.year, high.month, high.day):
            return year
    return None


def _between(low: date, high: date) -> str:
    ends = [f"{day:%d %B %Y}" for day in (low, high) if day not in {date.min, date.max}]
    return " and ".join(dict.fromkeys(ends))


def _impossible_words(row: Row) -> str:
    printed = row.printed[Column.DATE]
    swapped = row.day.swapped if row.day else None
    if swapped is None:
        return f"{printed} is no date of any calendar."
    return f"{printed} is no date in the order of this table; with day and month exchanged it is {swapped:%d %B %Y}."


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
