"""What hand-typing breaks, one rule a small function: it takes a table and yields findings."""

from collections.abc import Callable, Iterator

from overt.evaluate.records.findings import Finding
from overt.evaluate.records.rules.bounds import bounds
from overt.evaluate.records.rules.ceiling import ceiling
from overt.evaluate.records.rules.duplicates import duplicates
from overt.evaluate.records.rules.jumps import jumps, threshold_jumps
from overt.evaluate.records.rules.missing import gaps, moved_cells, ranges, rows_without_figures
from overt.evaluate.records.rules.order import impossible_dates, sequence
from overt.evaluate.records.rules.outcomes import copies, outcomes
from overt.evaluate.records.rules.rates import bare_zero, rates, unit_of_rates
from overt.evaluate.records.rules.sums import sums
from overt.evaluate.records.rules.totals_rows import totals_rows
from overt.evaluate.records.rules.trend import level, roundness
from overt.evaluate.records.rules.unread import unread
from overt.evaluate.records.table import Table

Rule = Callable[[Table], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    moved_cells,
    sums,
    bounds,
    rates,
    ceiling,
    outcomes,
    copies,
    impossible_dates,
    sequence,
    duplicates,
    totals_rows,
    jumps,
    threshold_jumps,
    level,
    roundness,
    rows_without_figures,
    gaps,
    ranges,
    bare_zero,
    unit_of_rates,
    unread,
)

__all__ = ["RULES", "Rule"]
