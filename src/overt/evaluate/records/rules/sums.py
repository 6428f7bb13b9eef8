"""Totals of a row: true + false (+ unresolved) alerts are all alerts, confirmed + unconfirmed are all of their kind.

Where most rows fall short in the same way, a category is probably not printed: that is one doubt about the column,
not an error in every row.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from overt.evaluate.records.cells import Count
from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell, about_column, row_list
from overt.evaluate.records.table import Row, Table

MOST_ROWS = 4
"""From this many rows on, a shortfall in more than half of them is taken for a category that is not printed."""


@dataclass(frozen=True)
class Mismatch:
    """A row whose parts do not make the printed whole."""

    row: Row
    whole: Column
    printed: Count
    parts: tuple[tuple[str, Count], ...]
    complete: bool

    @property
    def total(self) -> Count:
        """What the parts add up to."""
        return Count("", sum(part.low for _, part in self.parts), sum(part.high for _, part in self.parts))

    @property
    def falls_short(self) -> bool:
        """Whether the parts make less than the whole."""
        return self.total.high < self.printed.low

    def sentence(self, heading: str) -> str:
        """Say the sum."""
        parts = " + ".join(f"{part} {name}" for name, part in self.parts)
        if len(self.parts) == 1:
            return f'there are {parts}, which is more than the {self.printed} that "{heading}" says.'
        more = "" if self.complete else " alone"
        return f'{parts}{more} make {self.total}, but "{heading}" says {self.printed}.'


def sums(table: Table) -> Iterator[Finding]:
    """Find totals that do not add up."""
    for whole in (Column.ALERTS, Column.TRUE, Column.FALSE):
        wrong = [found for row in table.rows if (found := _mismatch(table, row, whole))]
        compared = sum(bool(row.counts.get(whole) and row.counts[whole].high) for row in table.rows)
        short = [found for found in wrong if found.falls_short]
        if whole is Column.ALERTS and len(short) >= MOST_ROWS and len(short) * 2 > compared:
            yield _category_missing(table, short)
            wrong = [found for found in wrong if not found.falls_short]
        for found in wrong:
            said = found.sentence(table.heading(whole))
            yield about_cell(table, found.row, whole, Severity.ERROR, said, recomputed=str(found.total))


def _mismatch(table: Table, row: Row, whole: Column) -> Mismatch | None:
    printed = row.counts.get(whole)
    if printed is None:
        return None
    parts, complete = _alert_parts(table, row) if whole is Column.ALERTS else _kind_parts(row, whole)
    found = Mismatch(row, whole, printed, parts, complete)
    exceeds = bool(parts) and found.total.low > printed.high
    return found if exceeds or (complete and found.falls_short) else None


def _alert_parts(table: Table, row: Row) -> tuple[tuple[tuple[str, Count], ...], bool]:
    """Return the kinds of alerts that are known, and whether they are all there are."""
    kinds = {"true alerts": row.true_alerts, "false alerts": row.false_alerts}
    if table.has(Column.UNRESOLVED):
        kinds["unresolved alerts"] = row.counts.get(Column.UNRESOLVED)
    known = tuple((name, count) for name, count in kinds.items() if count is not None)
    return known, len(known) == len(kinds)


def _kind_parts(row: Row, whole: Column) -> tuple[tuple[tuple[str, Count], ...], bool]:
    confirmed, unconfirmed = KINDS[whole]
    named = ((f"confirmed {whole} alerts", confirmed), (f"unconfirmed {whole} alerts", unconfirmed))
    known = tuple((name, row.counts[column]) for name, column in named if column in row.counts)
    return known, len(known) == 2


KINDS = {
    Column.TRUE: (Column.TRUE_CONFIRMED, Column.TRUE_UNCONFIRMED),
    Column.FALSE: (Column.FALSE_CONFIRMED, Column.FALSE_UNCONFIRMED),
}


def _category_missing(table: Table, short: list[Mismatch]) -> Finding:
    rows = row_list([found.row for found in short])
    return about_column(
        table,
        Column.ALERTS,
        Severity.DOUBT,
        f'In {rows} the true and false alerts make less than "{table.heading(Column.ALERTS)}". A kind of alert may be '
        "counted and not printed, such as alerts nobody decided about: ask which.",
    )
