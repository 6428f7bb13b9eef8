"""What alerts led to: no more outcomes than alerts, and no column of outcomes that is a copy of another.

Whether two columns agree by chance is judged by how many numbers each cell could have held: a doubt below one in a
thousand, a note below one in fifty, with at least three different numbers among the rows that agree. That every alert
ended in the same way is possible, so it is never more than a note.
"""

from collections.abc import Iterator
from fractions import Fraction

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell, about_column, row_list
from overt.evaluate.records.table import Row, Table

ENDINGS = (Column.ARRESTS, Column.DISPOSALS, Column.ARRESTS_DISPOSALS, Column.NO_ACTION)
"""How an alert may end; each alert ends in one of them."""

WITHIN = (
    *(
        (column, Column.ALERTS)
        for column in (*ENDINGS, Column.TRUE_ENGAGEMENTS, Column.FALSE_ENGAGEMENTS, Column.ENGAGEMENTS)
    ),
    (Column.TRUE_ENGAGEMENTS, Column.TRUE),
    (Column.FALSE_ENGAGEMENTS, Column.FALSE),
)
"""Columns that count part of what another counts."""

APART = (
    (Column.ARRESTS, Column.DISPOSALS),
    (Column.ARRESTS, Column.NO_ACTION),
    (Column.DISPOSALS, Column.NO_ACTION),
    (Column.ARRESTS_DISPOSALS, Column.NO_ACTION),
    (Column.TRUE_ENGAGEMENTS, Column.FALSE_ENGAGEMENTS),
    (Column.TRUE_CONFIRMED, Column.TRUE_UNCONFIRMED),
    (Column.FALSE_CONFIRMED, Column.FALSE_UNCONFIRMED),
    (Column.TRUE_CONFIRMED, Column.FALSE_CONFIRMED),
    (Column.TRUE_UNCONFIRMED, Column.FALSE_UNCONFIRMED),
    (Column.TRUE, Column.FALSE),
)
"""Columns that count different alerts."""

NESTED = tuple(
    (outer, inner)
    for outer in (Column.TRUE_ENGAGEMENTS, Column.TRUE_CONFIRMED, Column.TRUE, Column.ENGAGEMENTS, Column.ALERTS)
    for inner in ENDINGS
)
"""Columns where the second counts some of the first; both alike in every row means that all of them ended the same."""

DOUBTFUL, NOTABLE = Fraction(1, 1000), Fraction(1, 50)
FEWEST_ROWS, FEWEST_NUMBERS = 3, 3


def outcomes(table: Table) -> Iterator[Finding]:
    """Find rows with more outcomes than there were alerts to lead to them."""
    for row in table.rows:
        within = [found for inner, outer in WITHIN if (found := _too_many(table, row, inner, outer))]
        yield from within
        if not within:
            yield from _endings(table, row)


def _too_many(table: Table, row: Row, inner: Column, outer: Column) -> Finding | None:
    part = row.counts.get(inner)
    whole = {Column.TRUE: row.true_alerts, Column.FALSE: row.false_alerts}.get(outer, row.counts.get(outer))
    if part is None or whole is None or part.low <= whole.high:
        return None
    said = f'"{table.heading(inner)}" says {part}, which is more than the {whole} {_plain(outer)}.'
    return about_cell(table, row, inner, Severity.ERROR, said)


def _endings(table: Table, row: Row) -> Iterator[Finding]:
    """Compare all endings together with the alerts, and with the true alerts."""
    known = [(column, row.counts[column]) for column in ENDINGS if column in row.counts]
    if table.has(Column.ARRESTS_DISPOSALS):  # it may already hold the arrests or the disposals printed beside it
        known = [pair for pair in known if pair[0] in {Column.ARRESTS_DISPOSALS, Column.NO_ACTION}]
    alerts, true = row.counts.get(Column.ALERTS), row.true_alerts
    if not known:
        return
    total = sum(count.low for _, count in known)
    sum_words = " + ".join(f"{count} {_plain(column)}" for column, count in known)
    first = known[0][0]
    if len(known) > 1 and alerts and total > alerts.high:
        said = f"{sum_words} make {total} outcomes of {alerts} alerts. One alert ends in one of them."
        yield about_cell(table, row, first, Severity.ERROR, said, str(alerts))
    elif true and total > true.high:
        said = f"{sum_words} are more than the {true} true alerts, so some followed a false alert: ask what happened."
        yield about_cell(table, row, first, Severity.NOTE, said)


def copies(table: Table) -> Iterator[Finding]:
    """Find columns that agree in every row although they count different things."""
    for first, second in (*APART, *NESTED):
        rows = [row for row in table.rows if row.exact(first) is not None and row.exact(second) is not None]
        if not rows or any(row.exact(first) != row.exact(second) for row in rows):
            continue
        telling = [row for row in rows if row.exact(first)]
        chance = _chance(telling, first, nested=(first, second) in NESTED)
        numbers = {row.exact(first) for row in telling}
        if len(telling) < FEWEST_ROWS or len(numbers) < FEWEST_NUMBERS or chance > NOTABLE:
            continue
        natural = first in {Column.TRUE, Column.TRUE_CONFIRMED, Column.ALERTS} and second in ENDINGS
        severity = Severity.DOUBT if chance < DOUBTFUL and not natural else Severity.NOTE
        yield about_column(table, second, severity, _copy_words(table, first, second, telling, chance))


def _chance(rows: list[Row], column: Column, *, nested: bool) -> Fraction:
    """Return the chance that all agree, if every number that fits the row were as likely."""
    chance = Fraction(1)
    for row in rows:
        value = row.exact(column) or 0
        room = value if nested else max(value, (row.exact(Column.ALERTS) or 0) - value)
        chance /= room + 1
    return chance


def _copy_words(table: Table, first: Column, second: Column, rows: list[Row], chance: Fraction) -> str:
    return (
        f'"{table.heading(second)}" is the same as "{table.heading(first)}" in every row, also where it is not 0 '
        f"({row_list(rows)}). By chance that would happen about once in {round(1 / chance):,} such tables: one column "
        "may be a copy of the other."
    )


def _plain(column: Column) -> str:
    words = {
        Column.ALERTS: "alerts",
        Column.TRUE: "true alerts",
        Column.FALSE: "false alerts",
        Column.DISPOSALS: "other disposals",
        Column.ARRESTS_DISPOSALS: "arrests and disposals",
    }
    return words.get(column, column.value.replace("_", " "))
