"""The printed false alert rate against false alerts ÷ faces seen: rounded is right, truncated a doubt, else an error.

A rate of zero in print says nothing about how large the true rate may be; that is one note a file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from overt.evaluate.records.cells import Count, PrintedRate
from overt.evaluate.records.columns import PERCENT, Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.rate_match import Match, best_match, written
from overt.evaluate.records.rules.rate_reasons import other_figures, reason
from overt.evaluate.records.rules.saying import about_cell, about_column, one_in, percent, row_list
from overt.evaluate.records.table import Row, Table
from overt.measure import one_sided_upper

FEWEST_RUN = 3
"""Rows in a row with the same other formula before the column is said to have changed its meaning."""


def rates(table: Table) -> Iterator[Finding]:
    """Find rates that are not false alerts ÷ faces seen."""
    scale = bare_scale(table)
    above: PrintedRate | None = None
    for row in table.rows:
        rate = scaled(row.rate, scale) if row.rate else None
        if rate is not None:
            yield from _judge(table, row, rate, above)
        above = rate
    yield from other_meaning(table)


def scaled(rate: PrintedRate, scale: Fraction) -> PrintedRate:
    """Read a number without a sign on the scale of its column."""
    if rate.unit != "bare":
        return rate
    unit = "percent" if scale == PERCENT else "scaled"
    return replace(rate, value=rate.value * scale, step=rate.step * scale, unit=unit)


def bare_scale(table: Table) -> Fraction:
    """Return what numbers without a sign mean in this column: per cent, or shares where more of them then agree."""
    right = Counter[Fraction]()
    for row in table.rows:
        if row.rate is None or row.rate.unit != "bare" or not row.rate.value:
            continue
        for scale in (PERCENT, Fraction(1)):
            found = compare(row, scaled(row.rate, scale))
            right[scale] += found is not None and found is not Match.WRONG
    return Fraction(1) if right[Fraction(1)] > right[PERCENT] else PERCENT


def compare(row: Row, rate: PrintedRate) -> Match | None:
    """Return how the rate matches the row, None where faces or false alerts are not known."""
    false, faces = row.false_alerts, row.counts.get(Column.FACES)
    if false is None or faces is None or faces.low == 0:
        return None
    return best_match(rate, false, faces)


def _judge(table: Table, row: Row, rate: PrintedRate, above: PrintedRate | None) -> Iterator[Finding]:
    found, false, faces = compare(row, rate), row.false_alerts, row.counts.get(Column.FACES)
    if found is None or found is Match.RIGHT or false is None or faces is None:
        return
    should = _should(rate, false, faces)
    printed = row.printed[Column.RATE]
    fraction = f"{false} false alert{'' if false.high == 1 else 's'} ÷ {faces} faces = {_exact_words(false, faces)}"
    if found is Match.TRUNCATED:
        said = f"the rate {printed} is truncated: {fraction}, which rounds to {should}."
        yield about_cell(table, row, Column.RATE, Severity.DOUBT, said, should)
        return
    why = reason(row, rate, above)
    said = f"the rate {printed} is wrong: {fraction}, or {should} to the printed digits{f'; {why}' if why else ''}."
    yield about_cell(table, row, Column.RATE, Severity.ERROR, said, should)


def _should(rate: PrintedRate, false: Count, faces: Count) -> str:
    low, high = written(rate, false.low, faces.low), written(rate, false.high, faces.low)
    return low if low == high else f"{low} to {high}"


def _exact_words(false: Count, faces: Count) -> str:
    if false.exact is None:
        return f"{percent(Fraction(false.low, faces.low))} to {percent(Fraction(false.high, faces.low))}"
    share = Fraction(false.low, faces.low)
    return f"{percent(share)} ({one_in(share)})" if share else "0"


def other_meaning(table: Table) -> Iterator[Finding]:
    """Say once, of the whole column, that another formula explains at least three rows and no row speaks against it."""
    scale = bare_scale(table)
    explained: dict[str, list[Row]] = {}
    for row in table.rows:
        if (
            row.rate
            and compare(row, rate := scaled(row.rate, scale)) is Match.WRONG
            and (words := other_figures(row, rate))
        ):
            explained.setdefault(words, []).append(row)
    for words, rows in explained.items():
        if len(rows) >= FEWEST_RUN:
            heading = table.heading(Column.RATE)
            since = f"from row {rows[0].number} on" if rows[0] is not table.rows[0] else "throughout"
            said = f'"{heading}" seems to be counted another way {since}: {words} in {row_list(rows)}.'
            yield about_column(table, Column.RATE, Severity.DOUBT, said)


def bare_zero(table: Table) -> Iterator[Finding]:
    """Note once a file that a rate printed as zero is no statement about how large it may be."""
    zeros = [row for row in table.rows if row.rate and not row.rate.value and row.rate.unit != "one_in"]
    if not zeros:
        return
    yield about_column(table, Column.RATE, Severity.NOTE, _zero_words(zeros), zeros[0].printed[Column.RATE])


def _zero_words(zeros: list[Row]) -> str:
    said = f"{row_list(zeros).capitalize()} print the rate as zero, which says nothing about how large it may be"
    if len(zeros) == 1:
        said = said.replace(" print ", " prints ")
    none = [row for row in zeros if row.exact(Column.FACES) and row.false_alerts and row.false_alerts.exact == 0]
    if none:
        faces = max(row.exact(Column.FACES) or 0 for row in none)
        bound = one_sided_upper(0, faces, unit="faces seen")
        said += f": even the largest, 0 in {faces:,} faces, fits a true rate of up to {one_in(bound.high)}"
        said += f" (95 %, {bound.method})"
    hidden = [row for row in zeros if row.false_alerts and row.false_alerts.low > 0]
    if hidden:
        said += f". In {row_list(hidden)} there was a false alert and rounding hides it"
    return f"{said}."


def unit_of_rates(table: Table) -> Iterator[Finding]:
    """Note once how numbers without a per cent sign were read."""
    bare = [row for row in table.rows if row.rate and row.rate.unit == "bare" and row.rate.value]
    if bare:
        read = "per cent" if bare_scale(table) == PERCENT else "shares of 1"
        said = f"In {row_list(bare)} the rate has no unit; it was read as {read}."
        yield about_column(table, Column.RATE, Severity.NOTE, said)
