"""Find the headings of a table: one line, or two where a merged heading stands above its parts.

It refuses a file whose headings it does not know, and one where two columns would mean the same, naming them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from overt.evaluate.records.columns import COUNTED, Column, Heading, recognise
from overt.evaluate.records.errors import RecordsUnreadable
from overt.evaluate.records.grid import Line

LINES_SEARCHED = 40
FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class Header:
    """The headings and the lines they came from; the table begins after `last` (an index into the lines)."""

    headings: tuple[Heading, ...]
    first: int
    last: int

    @property
    def width(self) -> int:
        """Cells a row has."""
        return len(self.headings)

    @property
    def recognised(self) -> int:
        """How many headings are known."""
        return sum(heading.column is not None for heading in self.headings)


def find_header(lines: Sequence[Line]) -> Header:
    """Return the line or two whose headings are best known; the first of equals.

    Raises:
        RecordsUnreadable: no line names a place or a date and two figures, or two headings mean the same column.
    """
    candidates = [_header(lines, at, at) for at in range(min(len(lines), LINES_SEARCHED))]
    both = [at for at in range(min(len(lines) - 1, LINES_SEARCHED)) if not _has_numbers(lines[at], lines[at + 1])]
    candidates += [_header(lines, at, at + 1) for at in both]
    best = max(candidates, key=lambda header: (header.recognised, header.first - header.last, -header.first))
    _check_enough(best)
    _check_distinct(best)
    return best


def _has_numbers(*lines: Line) -> bool:
    """Whether a cell holds a number or a date: then the line is no part of a heading."""
    return any(re.fullmatch(r"[^a-zA-Z]*\d[^a-zA-Z]*", cell) for line in lines for cell in line.filled)


def _header(lines: Sequence[Line], first: int, last: int) -> Header:
    upper, lower = lines[first].cells, lines[last].cells
    if first == last:
        return Header(tuple(recognise(index, cell) for index, cell in enumerate(_trimmed(upper))), first, last)
    width = max(len(_trimmed(upper)), len(_trimmed(lower)))
    above = _spread(_padded(upper, width), _padded(lower, width))
    pairs = zip(above, _padded(lower, width), strict=True)
    return Header(tuple(_joined(index, over, under) for index, (over, under) in enumerate(pairs)), first, last)


def _spread(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Carry a merged heading over the parts that stand below it."""
    spread, current = [], ""
    for over, under in zip(upper, lower, strict=True):
        current = over or (current if under else "")
        spread.append(current)
    return spread


def _joined(index: int, over: str, under: str) -> Heading:
    readings = [recognise(index, text) for text in (f"{over} {under}".strip(), under, over) if text]
    known = [reading for reading in readings if reading.column is not None]
    return known[0] if known else Heading(index, f"{over} {under}".strip(), None)


def _check_enough(header: Header) -> None:
    columns = {heading.column for heading in header.headings}
    figures = columns & (COUNTED | {Column.RATE})
    if header.recognised >= FEWEST_COLUMNS and columns & {Column.PLACE, Column.DATE} and len(figures) >= 2:
        return
    seen = [heading.printed for heading in header.headings if heading.printed]
    raise RecordsUnreadable(
        "columns_unknown",
        "The columns are not recognised: a table needs a place or a date and at least two figures, such as alerts and "
        f"faces seen. The best line of headings says: {_quoted(seen)}. Rename them, or add them to columns.toml.",
    )


def _check_distinct(header: Header) -> None:
    counts = Counter(each.column for each in header.headings if each.column not in {None, Column.TEXT})
    for column, count in counts.items():
        if count > 1:
            twins = [heading.printed for heading in header.headings if heading.column is column]
            raise RecordsUnreadable(
                "columns_ambiguous",
                f"{_quoted(twins)} mean the same here: {str(column).replace('_', ' ')}. Rename or remove all but one.",
            )


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(f'"{text[:60]}"' for text in texts[:30]) or "nothing"


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
