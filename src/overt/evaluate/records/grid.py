"""A file as lines of cells, whatever it was: the seam between reading files and reading tables.

It refuses files that are too large to be a table somebody published, and removes what could act on a terminal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from overt.evaluate.records.errors import RecordsUnreadable

MOST_BYTES = 10_000_000
MOST_LINES = 5_000
MOST_CELLS = 100
"""Cells in a line; published grids have about a dozen."""
MOST_CHARACTERS = 2_000
"""Characters in a cell."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True)
class Line:
    """One line of the file, from 1, and its cells without outer blanks."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that say something."""
        return tuple(filter(None, self.cells))


def make_lines(rows: Iterable[tuple[int, Iterable[str | None]]]) -> tuple[Line, ...]:
    """Clean cells, drop blank lines, and stop at the limits; raises RecordsUnreadable beyond them."""
    lines = []
    for number, cells in rows:
        line = Line(number, tuple(_clean(cell, number) for cell in cells))
        if not line.filled:
            continue
        if len(line.cells) > MOST_CELLS:
            raise RecordsUnreadable(
                "too_wide", f"Line {number} has more than {MOST_CELLS} cells; this is no such table."
            )
        lines.append(line)
        if len(lines) > MOST_LINES:
            raise RecordsUnreadable("too_long", f"The file has more than {MOST_LINES:,} lines. Cut it into parts.")
    return tuple(lines)


def _clean(cell: str | None, number: int) -> str:
    if cell is not None and len(cell) > MOST_CHARACTERS:
        raise RecordsUnreadable(
            "cell_too_long",
            f"A cell in line {number} has more than {MOST_CHARACTERS:,} characters. Is a quotation mark not closed?",
        )
    return re.sub(r"\s+", " ", _CONTROL.sub(" ", cell or "")).strip()
