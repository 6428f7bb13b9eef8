"""Figures that cannot be, whatever was meant: more alerts than faces, alerts from an empty list."""

from collections.abc import Iterator

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell
from overt.evaluate.records.table import Row, Table


def bounds(table: Table) -> Iterator[Finding]:
    """Find rows with more alerts than faces seen, or with alerts against a list of nobody."""
    for row in table.rows:
        yield from _more_alerts_than_faces(table, row)
        alerts, people = row.counts.get(Column.ALERTS), row.counts.get(Column.WATCHLIST)
        if alerts and people and alerts.low > 0 and people.high == 0:
            said = f"{alerts} alerts came from a list of nobody."
            yield about_cell(table, row, Column.WATCHLIST, Severity.ERROR, said)


def _more_alerts_than_faces(table: Table, row: Row) -> Iterator[Finding]:
    faces = row.counts.get(Column.FACES)
    for column in (Column.ALERTS, Column.TRUE, Column.FALSE):
        count = row.counts.get(column)
        if faces and count and count.low > faces.high:
            said = f'"{table.heading(column)}" says {count}, which is more than the {faces} faces seen.'
            yield about_cell(table, row, column, Severity.ERROR, said)
            return
