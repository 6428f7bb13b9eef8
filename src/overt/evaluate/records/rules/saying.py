"""How a rule says what it found: about a cell of one row, or about a whole column."""

from collections.abc import Sequence
from fractions import Fraction

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.table import Row, Table


def about_cell(
    table: Table, row: Row, column: Column, severity: Severity, sentence: str, recomputed: str | None = None
) -> Finding:
    """Speak of one cell; the sentence continues the row's name."""
    printed = row.printed.get(column)
    said = f"{row.name}: {sentence}"
    return Finding(row.number, row.place, row.date_printed, table.heading(column), printed, recomputed, severity, said)


def about_column(
    table: Table,
    column: Column,
    severity: Severity,
    sentence: str,
    printed: str | None = None,
    recomputed: str | None = None,
) -> Finding:
    """Speak of a whole column."""
    return Finding(None, None, None, table.heading(column), printed, recomputed, severity, sentence)


def row_list(rows: Sequence[Row], most: int = 12) -> str:
    """Name rows by their numbers: "row 3", "rows 3, 4 and 9", and how many more."""
    numbers = [str(row.number) for row in rows[:most]]
    if len(rows) > most:
        return f"rows {', '.join(numbers)} and {len(rows) - most} more"
    return f"row {numbers[0]}" if len(numbers) == 1 else f"rows {', '.join(numbers[:-1])} and {numbers[-1]}"


def one_in(share: Fraction | float) -> str:
    """Write a small share as "1 in 12,120", as people say it."""
    return f"1 in {round(1 / share):,}" if share else "0"


def percent(share: Fraction | float) -> str:
    """Write a share in per cent with three telling digits."""
    value = float(share) * 100
    return f"{value:.3g} %" if value < 1 else f"{value:.4g} %"


def amount(value: Fraction) -> str:
    """Write a figure of everyday size: whole from 100 on, else with three telling digits."""
    return f"{float(value):,.0f}" if value >= 100 else f"{float(value):.3g}"
