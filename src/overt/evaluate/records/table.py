"""A published table as typed rows: what is printed in each cell, and what could be read from it.

It keeps the printed words beside every value, and refuses to fill a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from overt.evaluate.records.cells import Count, Gap, PrintedRate
from overt.evaluate.records.columns import COUNTED, Column, Heading
from overt.evaluate.records.dates import Day


@dataclass(frozen=True)
class Row:
    """One deployment, or one line of totals; `number` counts deployments from 1, `line` is the line of the file.

    `printed` holds every recognised cell as printed, `texts` the cells of columns that are read as words only.
    """

    number: int
    line: int
    printed: Mapping[Column, str]
    texts: tuple[str, ...] = ()
    counts: Mapping[Column, Count] = field(default_factory=dict)
    gaps: Mapping[Column, Gap] = field(default_factory=dict)
    day: Day | None = None
    minutes: Fraction | None = None
    threshold: Fraction | None = None
    rate: PrintedRate | None = None
    excess: tuple[str, ...] = ()

    @property
    def place(self) -> str | None:
        """The place as printed; None where the table has no such column."""
        return self.printed.get(Column.PLACE)

    @property
    def date_printed(self) -> str | None:
        """The date as printed; None where the table has no such column."""
        return self.printed.get(Column.DATE)

    @property
    def when(self) -> date | None:
        """The date as read in the order of the file."""
        return self.day.value if self.day else None

    @property
    def name(self) -> str:
        """How a sentence speaks of this row."""
        return f"Row {self.number} ({', '.join(filter(None, (self.place, self.date_printed))) or f'line {self.line}'})"

    def exact(self, column: Column) -> int | None:
        """Return the number printed; None for a gap, a range or a column that is not there."""
        count = self.counts.get(column)
        return count.exact if count else None

    def sum_of(self, *columns: Column) -> Count | None:
        """Add up columns as a range; None where one of them is not known."""
        counts = [self.counts[column] for column in columns if column in self.counts]
        if len(counts) != len(columns):
            return None
        return Count("", sum(count.low for count in counts), sum(count.high for count in counts))

    @property
    def true_alerts(self) -> Count | None:
        """True alerts as printed, or confirmed plus unconfirmed."""
        return self.counts.get(Column.TRUE) or self.sum_of(Column.TRUE_CONFIRMED, Column.TRUE_UNCONFIRMED)

    @property
    def false_alerts(self) -> Count | None:
        """False alerts as printed, or confirmed plus unconfirmed."""
        return self.counts.get(Column.FALSE) or self.sum_of(Column.FALSE_CONFIRMED, Column.FALSE_UNCONFIRMED)

    @property
    def has_figures(self) -> bool:
        """Whether anything that happened was counted; the size of a list is known before anything happens."""
        return bool(set(self.counts) - {Column.WATCHLIST}) or self.rate is not None


@dataclass(frozen=True)
class TotalsRow:
    """A line of totals with the deployments above it since the last such line, and all of those above it."""

    row: Row
    label: str
    since_last: tuple[Row, ...]
    above: tuple[Row, ...]


@dataclass(frozen=True)
class Remark:
    """A line that is no deployment: a title, a section heading or a footnote."""

    line: int
    text: str


@dataclass(frozen=True)
class Table:
    """The deployments of one file in its order, its headings, its lines of totals and what was left unread."""

    rows: tuple[Row, ...]
    headings: tuple[Heading, ...]
    totals: tuple[TotalsRow, ...] = ()
    remarks: tuple[Remark, ...] = ()
    month_first: bool = False

    def has(self, column: Column) -> bool:
        """Whether the table has this column."""
        return any(heading.column is column for heading in self.headings)

    def heading(self, column: Column) -> str:
        """Return a column's heading as printed, or its plain name where the table has none."""
        return next((each.printed for each in self.headings if each.column is column), column.value.replace("_", " "))

    @property
    def counted(self) -> tuple[Column, ...]:
        """The columns of whole numbers, in the order of the table."""
        return tuple(heading.column for heading in self.headings if heading.column in COUNTED)
