"""What the table does not say: deployments without figures, cells without a number, and what their words tell.

Nothing here is above a note, except a cell that cannot be read, which is a doubt, and a count below zero or a row
whose cells have moved, which are errors.
"""

import re
from collections.abc import Iterator

from overt.evaluate.records.cells import Gap, Why, tidy
from overt.evaluate.records.columns import COUNTED, Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell, about_column, row_list
from overt.evaluate.records.table import Row, Table

ONE_BY_ONE = 3
"""Up to this many gaps in a column are told cell by cell, more of them once for the column."""

_REASON = re.compile(
    r"\b(?:fault|technical|fail|cancel|abandon|stop|stood down|weather|not deployed|power|error|postpone|suspend)",
    re.IGNORECASE,
)
WORDS = {
    Why.BLANK: "the cell is empty: neither 0 nor a reason",
    Why.DASH: "the cell holds a dash: neither 0 nor a reason",
    Why.SUPPRESSED: "the number is withheld",
}


def moved_cells(table: Table) -> Iterator[Finding]:
    """Find rows with more cells than headings; none of their figures is read."""
    for row in table.rows:
        if row.excess:
            said = (
                "the row has more cells than there are headings, so its cells have moved and none was read. "
                "A comma in a place or a number without quotation marks does that."
            )
            said = f"{row.name}: {said}"
            heading, printed = table.headings[-1].printed, ", ".join(row.excess)
            yield Finding(row.number, row.place, row.date_printed, heading, printed, None, Severity.ERROR, said)


def rows_without_figures(table: Table) -> Iterator[Finding]:
    """Explain deployments of which nothing was counted."""
    for row in table.rows:
        if not row.has_figures and not row.excess:
            column = next((each for each in table.counted if each is not Column.WATCHLIST), Column.PLACE)
            yield about_cell(table, row, column, Severity.NOTE, _empty_words(row))


def gaps(table: Table) -> Iterator[Finding]:
    """Note cells without a value in rows that have figures; say it once where a row or a column has many."""
    watched = [each.column for each in table.headings if each.column and each.column is not Column.TEXT]
    many = [row for row in table.rows if row.has_figures and len(_silent(row)) > ONE_BY_ONE]
    for row in many:
        yield about_cell(table, row, _silent(row)[0], Severity.NOTE, _row_words(table, row))
    alone = {row.number for row in table.rows if row.has_figures} - {row.number for row in many}
    for column in watched:
        for row in table.rows:
            if row.has_figures and column in row.gaps and row.gaps[column].why is Why.UNREADABLE:
                yield _unreadable(table, row, column)
        told = [row for row in table.rows if row.number in alone and column in _silent(row)]
        if len(told) > ONE_BY_ONE:
            yield about_column(table, column, Severity.NOTE, _column_words(told, column))
        else:
            yield from (about_cell(table, row, column, Severity.NOTE, f"{_why(row.gaps[column])}.") for row in told)


def _silent(row: Row) -> list[Column]:
    """Return the columns where the row says nothing that could be a value."""
    return [column for column, gap in row.gaps.items() if gap.why is not Why.UNREADABLE]


def _row_words(table: Table, row: Row) -> str:
    cells = list(dict.fromkeys(_quote(row.gaps[column].printed or "nothing") for column in _silent(row)))
    columns = ", ".join(f'"{table.heading(column)}"' for column in _silent(row))
    return f"{len(_silent(row))} cells give no value ({', '.join(cells[:4])}): {columns}."


def ranges(table: Table) -> Iterator[Finding]:
    """Note once a column that small numbers are printed as ranges, which no sum or rate can use exactly."""
    for column in table.counted:
        rows = [row for row in table.rows if column in row.counts and row.counts[column].exact is None]
        if rows:
            printed = rows[0].printed[column]
            said = f'{row_list(rows).capitalize()}: a range ("{printed}") stands for the number; only its bounds count.'
            yield about_column(table, column, Severity.NOTE, said, printed)


def _empty_words(row: Row) -> str:
    said = "there are no figures"
    cells = list(dict.fromkeys(gap.printed or "nothing" for gap in row.gaps.values()))
    if cells:
        said += f": the cells say {', '.join(_quote(cell) for cell in cells[:3])}"
    if reason := _reason(row):
        said += f'. The row gives a reason: "{reason}"'
    if people := row.counts.get(Column.WATCHLIST):
        said += f". A list of {people} was printed all the same, so faces may have been compared before it ended"
    return f"{said}. It is counted as a deployment and left out of every rate."


def _reason(row: Row) -> str | None:
    """Return the words that say why: in brackets after the place, in a column of words, or in the cells."""
    bracketed = re.findall(r"\(([^)]+)\)", row.place or "")
    candidates = [*bracketed, *row.texts, *(gap.printed for gap in row.gaps.values()), row.place or ""]
    return next((text for text in candidates if _REASON.search(text)), None)


def _why(gap: Gap) -> str:
    return WORDS.get(gap.why, f'no number: the cell says "{gap.printed}"')


def _unreadable(table: Table, row: Row, column: Column) -> Finding:
    gap = row.gaps[column]
    if column in COUNTED and re.fullmatch(r"-\s?\d[\d,]*", tidy(gap.printed)):
        said = f"{gap.printed} is below zero, which no count can be."
        return about_cell(table, row, column, Severity.ERROR, said)
    return about_cell(table, row, column, Severity.DOUBT, _unreadable_words(gap, column))


def _unreadable_words(gap: Gap, column: Column) -> str:
    what = (
        "a whole number"
        if column in COUNTED
        else {Column.DATE: "a date", Column.DURATION: "a duration"}.get(column, "a number")
    )
    return f'"{gap.printed}" cannot be read as {what}, so it is checked against nothing.'


def _column_words(rows: list[Row], column: Column) -> str:
    cells = list(
        dict.fromkeys(_quote(row.gaps[column].printed) if row.gaps[column].printed else "nothing" for row in rows)
    )
    return f"{row_list(rows).capitalize()} give no value: the cells say {', '.join(cells[:4])}."


def _quote(cell: str) -> str:
    return cell if cell == "nothing" else f'"{cell}"'
