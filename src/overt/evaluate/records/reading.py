"""Turn lines of cells into a table: headings, deployments, lines of totals, remarks.

Every line ends up somewhere: a line that is no deployment is kept as a remark, a cell that gives no value as a gap.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from overt.evaluate.records.cells import Count, Gap, PrintedRate, Why, read_count, read_gap, read_rate, read_threshold
from overt.evaluate.records.columns import COUNTED, Column, Heading
from overt.evaluate.records.dates import Day, month_comes_first, read_day
from overt.evaluate.records.durations import read_minutes
from overt.evaluate.records.errors import RecordsUnreadable
from overt.evaluate.records.grid import Line
from overt.evaluate.records.header import Header, find_header
from overt.evaluate.records.source import read_grid
from overt.evaluate.records.table import Remark, Row, Table, TotalsRow

TOTALS = re.compile(
    r"\W*(?:grand |sub-?\s?)?totals?\b.*|\W*(?:all|overall|sum|year to date)\W*|.*\btotals?\W*(?:20\d\d)?\W*",
    re.IGNORECASE,
)
"""What the first words of a line of totals say."""


def read_table(path: Path, form: str = "auto") -> Table:
    """Read a published table from a file; raises RecordsUnreadable with what to do."""
    return table_from(read_grid(path, form))


def table_from(lines: Sequence[Line]) -> Table:
    """Read a table from its lines.

    Raises:
        RecordsUnreadable: headings unknown or ambiguous, or not one deployment.
    """
    header = find_header(lines)
    heads = {line.cells for line in lines[header.first : header.last + 1]}
    body = [line for line in lines[header.last + 1 :] if line.cells not in heads]
    month_first = _month_first(header, body)
    width = _usual_width(header, body)
    rows: list[Row] = []
    totals: list[TotalsRow] = []
    remarks = [Remark(line.number, " ".join(line.filled)) for line in lines[: header.first]]
    since = 0
    for line in body:
        label = _totals_label(header, line)
        if len(line.filled) == 1 and not label:
            remarks.append(Remark(line.number, line.filled[0]))
        elif label:
            row = _row(header, line, 0, month_first, width)
            totals.append(TotalsRow(row, label, tuple(rows[since:]), tuple(rows)))
            since = len(rows)
        else:
            rows.append(_row(header, line, len(rows) + 1, month_first, width))
    if not rows:
        raise RecordsUnreadable("no_rows", "The table has headings but not one deployment below them.")
    return Table(tuple(rows), header.headings, tuple(totals), tuple(remarks), month_first)


def _month_first(header: Header, body: Sequence[Line]) -> bool:
    heading = next((each for each in header.headings if each.column is Column.DATE), None)
    if heading is None:
        return False
    return month_comes_first((_cell(line, heading.index) for line in body), heading.month_first)


def _usual_width(header: Header, body: Sequence[Line]) -> int:
    """Return how many cells a row may have: the headings, or more where most rows have a column without one."""
    beyond = sum(any(line.cells[header.width :]) for line in body)
    widest = max((len(line.cells) for line in body), default=header.width)
    return max(widest, header.width) if beyond * 2 > len(body) else header.width


def _totals_label(header: Header, line: Line) -> str:
    """Return the words that make this a line of totals, or nothing."""
    named = [_cell(line, each.index) for each in header.headings if each.column in {Column.PLACE, Column.DATE}]
    if any(read_day(text, month_first=False) for text in named):
        return ""  # it has a date: a deployment, whatever the place is called
    first = next(filter(None, [*named, *line.cells]))
    return first if TOTALS.fullmatch(first) else ""


def _row(header: Header, line: Line, number: int, month_first: bool, width: int) -> Row:
    excess = tuple(filter(None, line.cells[width:]))
    cells = {each: _cell(line, each.index) for each in header.headings if each.column is not None}
    printed: dict[Column, str] = {
        each.column: text for each, text in cells.items() if each.column and each.column is not Column.TEXT
    }
    texts = tuple(text for each, text in cells.items() if each.column is Column.TEXT and text)
    if excess:
        gaps: dict[Column, Gap] = {column: Gap(text, Why.SHIFTED) for column, text in printed.items()}
        return Row(number, line.number, printed, texts, gaps=gaps, excess=excess)
    return _filled(Row(number, line.number, printed, texts), cells, month_first)


def _filled(row: Row, cells: dict[Heading, str], month_first: bool) -> Row:
    read = {each.column: _value(each, text, month_first) for each, text in cells.items() if each.column}
    values = {column: value for column, value in read.items() if value is not None}
    day, rate = values.get(Column.DATE), values.get(Column.RATE)
    minutes, threshold = values.get(Column.DURATION), values.get(Column.THRESHOLD)
    return Row(
        row.number,
        row.line,
        row.printed,
        row.texts,
        counts={column: value for column, value in values.items() if isinstance(value, Count)},
        gaps={column: value for column, value in values.items() if isinstance(value, Gap)},
        day=day if isinstance(day, Day) else None,
        minutes=minutes if isinstance(minutes, Fraction) else None,
        threshold=threshold if isinstance(threshold, Fraction) else None,
        rate=rate if isinstance(rate, PrintedRate) else None,
    )


Value = Count | Gap | Day | Fraction | PrintedRate | None


def _value(heading: Heading, text: str, month_first: bool) -> Value:
    column = heading.column
    if column in COUNTED:
        return read_count(text)
    if column is Column.RATE:
        return read_rate(text, heading.scale)
    if column is Column.THRESHOLD:
        return read_threshold(text)
    if column is Column.DURATION:
        return read_minutes(text, heading.minutes)
    if column is Column.DATE:
        return read_gap(text) or read_day(text, month_first) or Gap(text, Why.UNREADABLE)
    if column is Column.PLACE and not text:
        return Gap(text, Why.BLANK)
    return None


def _cell(line: Line, index: int) -> str:
    return line.cells[index] if index < len(line.cells) else ""
