"""Lines of totals: each figure is the sum of the deployments above it, since the last such line or from the start."""

from collections.abc import Iterator, Sequence

from overt.evaluate.records.cells import Count
from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.rate_match import Match, written
from overt.evaluate.records.rules.rates import bare_scale, compare, scaled
from overt.evaluate.records.table import Row, Table, TotalsRow


def totals_rows(table: Table) -> Iterator[Finding]:
    """Find lines of totals that are not the sum of their rows, or whose rate is not their own false ÷ faces."""
    for totals in table.totals:
        for column, printed in totals.row.counts.items():
            if column is not Column.WATCHLIST and (found := _wrong_sum(table, totals, column, printed)):
                yield found
        yield from _wrong_rate(table, totals)


def _wrong_sum(table: Table, totals: TotalsRow, column: Column, printed: Count) -> Finding | None:
    scopes = [rows for rows in (totals.since_last, totals.above, table.rows) if rows]
    sums = [_sum(rows, column) for rows in scopes]
    if any(total.low <= printed.high and printed.low <= total.high for total in sums):
        return None
    gaps = sum(column in row.gaps for row in scopes[0])
    more = f"; {gaps} of the rows have no number, so ask what was added" if gaps else ""
    said = f'{totals.label}: "{table.heading(column)}" says {printed}, but the rows add up to {sums[0]}{more}.'
    severity = Severity.DOUBT if gaps else Severity.ERROR
    return _finding(table, totals, column, str(sums[0]), severity, said)


def _sum(rows: Sequence[Row], column: Column) -> Count:
    counts = [row.counts[column] for row in rows if column in row.counts]
    return Count("", sum(count.low for count in counts), sum(count.high for count in counts))


def _wrong_rate(table: Table, totals: TotalsRow) -> Iterator[Finding]:
    row = totals.row
    rate = scaled(row.rate, bare_scale(table)) if row.rate else None
    if rate is None or (found := compare(row, rate)) in {None, Match.RIGHT}:
        return
    false, faces = row.false_alerts, row.exact(Column.FACES)
    if false is None or not faces:
        return
    should = written(rate, false.low, faces)
    said = f"{totals.label}: the rate {row.printed[Column.RATE]} is {found}; {false} ÷ {faces:,} is {should}."
    severity = Severity.DOUBT if found is Match.TRUNCATED else Severity.ERROR
    yield _finding(table, totals, Column.RATE, should, severity, said)


def _finding(
    table: Table, totals: TotalsRow, column: Column, recomputed: str, severity: Severity, sentence: str
) -> Finding:
    printed = totals.row.printed.get(column)
    return Finding(None, totals.label, None, table.heading(column), printed, recomputed, severity, sentence)
