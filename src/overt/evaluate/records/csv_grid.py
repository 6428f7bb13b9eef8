"""Read a CSV file as lines of cells: any usual encoding and separator, nothing guessed about what the cells mean."""

import csv
import io
from collections.abc import Iterator

from overt.evaluate.records.errors import RecordsUnreadable
from overt.evaluate.records.grid import MOST_CHARACTERS, Line, make_lines

SEPARATORS = (",", ";", "\t", "|")


def read_csv(content: bytes) -> tuple[Line, ...]:
    """Return the filled lines of a CSV file.

    Raises:
        RecordsUnreadable: it is empty, binary, or its quotation marks do not close.
    """
    text = decode(content)
    lines = make_lines(_rows(text, separator(text)))
    if not lines:
        raise RecordsUnreadable("empty", "The file holds no table: it is empty.")
    return lines


def decode(content: bytes) -> str:
    """Return the text: UTF-16 or UTF-8 by its mark, else UTF-8, else the Western encoding spreadsheets write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        raise RecordsUnreadable("binary", "The file is not text. Save the table as CSV and try again.")
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def separator(text: str) -> str:
    """Return the separator that cuts most lines into the same number of cells, at least two."""
    sample = text[:50_000]
    return max(SEPARATORS, key=lambda mark: _regularity(sample, mark))


def _regularity(sample: str, mark: str) -> tuple[int, int]:
    widths = [len(row) for _, row in _rows(sample, mark, careful=False) if any(row)]
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0, 0
    usual = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(usual), usual


def _rows(text: str, mark: str, careful: bool = True) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        if careful:
            raise RecordsUnreadable(
                "not_csv",
                f"From line {line} the file is no CSV: a cell is far longer than {MOST_CHARACTERS:,} characters or a "
                "quotation mark is not closed.",
            ) from error
