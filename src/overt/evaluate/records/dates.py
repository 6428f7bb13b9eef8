"""Read dates in the forms hand-typed tables use, keeping the other reading where day and month could be swapped.

Two-digit years are 20xx. Without evidence day comes before month, as British forces write; the file's own cells and
headings overrule that. A date that cannot be is left without a value, never mended.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from overt.evaluate.records.cells import tidy

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHEET_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheet serial numbers."""

_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})\.?,?[-/. ]*'?(\d{4}|\d{2})", re.IGNORECASE)
_NAME_DAY = re.compile(r"([a-z]{3,9})\.?[-/. ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+'?(\d{4}|\d{2})", re.IGNORECASE)
_SERIAL = re.compile(r"[34]\d{4}(?:\.0+)?")
_SPAN = re.compile(r"\s*(?:-|&|\bto\b|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A date as printed; `value` is None where the file's order gives no such day.

    `swapped` is the other reading of a date in numbers, None where there is none or it is the same day.
    `weekday` (Monday 0) is set where the cell names it.
    """

    printed: str
    value: date | None
    swapped: date | None = None
    weekday: int | None = None


def month_comes_first(cells: Iterable[str], heading_says: bool | None) -> bool:
    """Decide the order for a whole column: by the heading, else by the cells only one order can read."""
    if heading_says is not None:
        return heading_says
    pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := _NUMBERS.fullmatch(_bare(cell)))]
    day_first = sum(first > 12 >= second for first, second in pairs)
    month_first = sum(second > 12 >= first for first, second in pairs)
    return month_first > day_first


def read_day(text: str, month_first: bool) -> Day | None:
    """Read a date or the first day of a span of days; None where the cell is no date."""
    plain = tidy(text)
    named = _WEEKDAY.match(plain)
    weekday = WEEKDAYS.index(named[1].casefold()) if named else None
    read = _read(_bare(plain), month_first) or _first_of_span(_bare(plain), month_first)
    return None if read is None else Day(text, read[0], read[1], weekday)


def _bare(text: str) -> str:
    return _CLOCK.sub("", _WEEKDAY.sub("", tidy(text))).strip()


def _read(plain: str, month_first: bool) -> tuple[date | None, date | None] | None:
    """Return the two readings of one date, or None where the text is no date."""
    if found := _ISO.fullmatch(plain):
        return _make(found[1], found[2], found[3]), _other(_make(found[1], found[3], found[2]), found[2], found[3])
    if found := _NUMBERS.fullmatch(plain):
        day_first, other = _make(found[3], found[2], found[1]), _make(found[3], found[1], found[2])
        value, swapped = (other, day_first) if month_first else (day_first, other)
        return value, _other(swapped, found[1], found[2])
    if found := _DAY_NAME.fullmatch(plain):
        return _named(found[3], found[2], found[1])
    if found := _NAME_DAY.fullmatch(plain):
        return _named(found[3], found[1], found[2])
    if _SERIAL.fullmatch(plain):
        return SHEET_EPOCH + timedelta(days=int(plain.partition(".")[0])), None
    return None


def _other(swapped: date | None, first: str, second: str) -> date | None:
    """Return the exchanged reading, unless it is the same day."""
    return None if int(first) == int(second) else swapped


def _first_of_span(plain: str, month_first: bool) -> tuple[date | None, date | None] | None:
    """Read "24 - 25 August 2025" and "24/08/25 - 25/08/25": the first day, which borrows what the last one states."""
    for cut in _SPAN.finditer(plain):
        first, last = plain[: cut.start()], plain[cut.end() :]
        end = _read(last, month_first)
        if end is None:
            continue
        if start := _read(first, month_first):
            return start
        if end[0] and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first):
            return _make(str(end[0].year), str(end[0].month), re.sub(r"\D", "", first)), None
    return None


def _named(year: str, month: str, day: str) -> tuple[date | None, date | None] | None:
    short = month[:3].casefold()
    return (_make(year, str(MONTHS.index(short) + 1), day), None) if short in MONTHS else None


def _make(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
