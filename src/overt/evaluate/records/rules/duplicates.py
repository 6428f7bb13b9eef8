"""Deployments that stand in the table twice, and figures copied into another row.

Two teams may work in one place on one day, so the same place and date with other figures is only a note.
"""

from collections.abc import Iterator

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell
from overt.evaluate.records.table import Row, Table

FEWEST_FACES = 1000
"""Below this, the same number of faces may well come up twice."""


def duplicates(table: Table) -> Iterator[Finding]:
    """Find rows that repeat an earlier one."""
    seen: dict[tuple[str, str], list[Row]] = {}
    for row in table.rows:
        key = (plain_place(row.place), _day_key(row))
        twins = seen.setdefault(key, []) if any(key) else []
        found = next((_same_deployment(table, row, earlier) for earlier in twins), None)
        if found:
            yield found
        twins.append(row)
    yield from _copied_figures(table)


def plain_place(place: str | None) -> str:
    """Return a place's letters and figures in lower case, for comparing."""
    return "".join(letter for letter in (place or "").casefold() if letter.isalnum())


def _day_key(row: Row) -> str:
    return row.when.isoformat() if row.when else plain_place(row.date_printed)


def _same_deployment(table: Table, row: Row, earlier: Row) -> Finding:
    column = Column.PLACE if Column.PLACE in row.printed else Column.DATE
    if _figures(row) == _figures(earlier):
        said = f"the row repeats row {earlier.number} in every figure. One deployment may be counted twice."
        return about_cell(table, row, column, Severity.ERROR, said)
    said = f"the same place and date as row {earlier.number}, with other figures: two deployments, or one told twice."
    return about_cell(table, row, column, Severity.NOTE, said)


def _figures(row: Row) -> tuple[object, ...]:
    counts = tuple((column, count.low, count.high) for column, count in sorted(row.counts.items()))
    return counts, row.minutes, row.threshold, row.rate and (row.rate.value, row.rate.step)


def _copied_figures(table: Table) -> Iterator[Finding]:
    """Find a row with the telling figures of another one of another place or date."""
    seen: dict[tuple[int, ...], Row] = {}
    for row in table.rows:
        key = _telling(row)
        if key is None:
            continue
        earlier = seen.setdefault(key, row)
        other_day = (plain_place(earlier.place), _day_key(earlier)) != (plain_place(row.place), _day_key(row))
        if earlier is not row and other_day:
            said = f"faces seen, list size and alerts are those of row {earlier.number}, though place or date differ."
            yield about_cell(table, row, Column.FACES, Severity.DOUBT, said)


def _telling(row: Row) -> tuple[int, ...] | None:
    """Return figures unlikely to come up twice: many faces, no round number, at least one alert."""
    faces, alerts, people = (row.exact(column) for column in (Column.FACES, Column.ALERTS, Column.WATCHLIST))
    if not faces or not alerts or not people or faces < FEWEST_FACES or faces % 100 == 0:
        return None
    return faces, alerts, people
