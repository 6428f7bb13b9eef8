"""Two editions of one table, row by row: what was changed, added among old rows, or taken away without a word.

Rows are matched by place and date, then by date and figures, then by place and figures, so that a renamed place or a
mended date is told as such and not as one row lost and one gained.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from overt.evaluate.records.columns import COUNTED, Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.duplicates import plain_place
from overt.evaluate.records.rules.saying import about_cell
from overt.evaluate.records.table import Row, Table

COMPARED = (*sorted(COUNTED), Column.RATE, Column.THRESHOLD, Column.DURATION)


@dataclass
class Matching:
    """Pairs found so far, and the rows of either edition still alone, by their numbers."""

    first: dict[int, Row]
    second: dict[int, Row]
    pairs: list[tuple[Row, Row]] = field(default_factory=list)

    def pair_by(self, key: Callable[[Row], Hashable | None]) -> None:
        """Pair rows with the same key, in order; a key of None matches nothing."""
        waiting: dict[Hashable, deque[Row]] = {}
        for row in self.second.values():
            waiting.setdefault(key(row), deque()).append(row)
        for row in list(self.first.values()):
            value = key(row)
            if value is not None and (same := waiting.get(value)):
                other = same.popleft()
                self.pairs.append((row, other))
                del self.first[row.number], self.second[other.number]


def revisions(first: Table, second: Table) -> Iterator[Finding]:
    """Find what the second edition changes; `printed` shows both, the first edition's first."""
    matched = match_rows(first.rows, second.rows)
    both = [column for column in COMPARED if first.has(column) and second.has(column)]
    for old, new in sorted(matched.pairs, key=lambda pair: pair[0].number):
        yield from _changes(first, old, new, both)
    for row in matched.first.values():
        said = "this deployment is not in the second edition, and the table does not say why."
        yield about_cell(first, row, _naming(row), Severity.DOUBT, said)
    yield from _added(second, matched)
    yield from _columns(first, second)


def match_rows(first: Sequence[Row], second: Sequence[Row]) -> Matching:
    """Pair the rows of two editions."""
    matching = Matching({row.number: row for row in first}, {row.number: row for row in second})
    matching.pair_by(lambda row: (plain_place(row.place), _day(row), _figures(row)))
    matching.pair_by(lambda row: (plain_place(row.place), _day(row)))
    matching.pair_by(lambda row: (_day(row), _figures(row)) if _is_telling(row) else None)
    matching.pair_by(lambda row: (plain_place(row.place), _figures(row)) if _is_telling(row) else None)
    matching.pair_by(lambda row: (_day(row), row.exact(Column.FACES)) if row.exact(Column.FACES) else None)
    return matching


def _day(row: Row) -> str:
    return row.when.isoformat() if row.when else plain_place(row.date_printed)


def _figures(row: Row) -> Hashable:
    return tuple(sorted((column, count.low, count.high) for column, count in row.counts.items()))


def _is_telling(row: Row) -> bool:
    return bool(row.exact(Column.FACES))


def _changes(table: Table, old: Row, new: Row, columns: Sequence[Column]) -> Iterator[Finding]:
    if plain_place(old.place) != plain_place(new.place):
        said = f'the place is "{new.place}" in the second edition.'
        yield _revision(table, old, Column.PLACE, Severity.NOTE, said, new)
    if _day(old) != _day(new):
        said = f"the date is {new.date_printed} in the second edition, silently revised."
        yield _revision(table, old, Column.DATE, Severity.DOUBT, said, new)
    for column in columns:
        if (before := _value(old, column)) != _value(new, column):
            said = f'"{table.heading(column)}" was {_shown(old, column)} and is {_shown(new, column)}'
            severity = Severity.NOTE if before is None else Severity.DOUBT
            yield _revision(table, old, column, severity, f"{said} in the second edition, silently revised.", new)


def _value(row: Row, column: Column) -> Hashable:
    """Return what a cell means, so that another way of writing the same number is no change."""
    if column is Column.RATE:
        return row.rate and (row.rate.value, row.rate.unit)
    if column is Column.THRESHOLD:
        return row.threshold
    if column is Column.DURATION:
        return row.minutes
    count = row.counts.get(column)
    return count and (count.low, count.high)


def _shown(row: Row, column: Column) -> str:
    return row.printed.get(column) or "empty"


def _revision(table: Table, old: Row, column: Column, severity: Severity, said: str, new: Row) -> Finding:
    printed = f"{_shown(old, column)} → {_shown(new, column)}"
    sentence = f"{old.name}: {said}"
    return Finding(old.number, old.place, old.date_printed, table.heading(column), printed, None, severity, sentence)


def _added(second: Table, matched: Matching) -> Iterator[Finding]:
    """Tell rows added among those already published from rows that simply came later."""
    known = [old.when for old, _ in matched.pairs if old.when] + [
        row.when for row in matched.first.values() if row.when
    ]
    latest = max(known, default=None)
    for row in matched.second.values():
        late = latest is not None and row.when is not None and row.when <= latest
        if late:
            said = f"added in the second edition (its row {row.number}) among deployments already published."
            name = ", ".join(filter(None, (row.place, row.date_printed)))
            yield Finding(
                None,
                row.place,
                row.date_printed,
                second.heading(_naming(row)),
                row.printed.get(_naming(row)),
                None,
                Severity.DOUBT,
                f"{name}: {said}",
            )
    newer = sum(latest is None or row.when is None or row.when > latest for row in matched.second.values())
    if newer:
        said = f"The second edition has {newer} deployment{'s' if newer > 1 else ''} after the last one of the first."
        yield Finding(None, None, None, second.heading(Column.DATE), None, None, Severity.NOTE, said)


def _columns(first: Table, second: Table) -> Iterator[Finding]:
    """Note columns that only one edition has."""
    for table, other, where in ((first, second, "first"), (second, first, "second")):
        for heading in table.headings:
            if heading.column and heading.column is not Column.TEXT and not other.has(heading.column):
                said = f'Only the {where} edition has a column like "{heading.printed}".'
                yield Finding(None, None, None, heading.printed, None, None, Severity.NOTE, said)


def _naming(row: Row) -> Column:
    return Column.PLACE if Column.PLACE in row.printed else Column.DATE
