"""How long a deployment ran, from "5h 30m", "5:30", "5.5 hours", "330" or "10:00 - 15:30", in minutes."""

import re
from fractions import Fraction

from overt.evaluate.records.cells import Gap, Why, decimal_parts, read_gap, tidy

_WORDS = re.compile(
    r"(?:(\d{1,3})\s*(?:hours?|hrs?|h)\.?)?\s*(?:,|and|&)?\s*(?:(\d{1,4})\s*(?:minutes?|mins?|m)\.?)?", re.IGNORECASE
)
_DECIMAL_HOURS = re.compile(r"(\d{1,3}[.,]\d{1,2})\s*(?:hours?|hrs?|h)\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_FROM_TO = re.compile(
    r"(\d{1,2})[:.]?(\d{2})\s*(?:hrs|h)?\s*(?:-|to|until)\s*(\d{1,2})[:.]?(\d{2})\s*(?:hrs|h)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,5}(?:[.,]\d{1,3})?")


def read_minutes(text: str, unit: int | None) -> Fraction | Gap:
    """Read a duration in minutes, more than 0; `unit` is how many minutes a bare number counts, if the heading says."""
    if gap := read_gap(text):
        return gap
    minutes = _read(tidy(text), unit)
    return minutes if minutes is not None and minutes > 0 else Gap(text, Why.UNREADABLE)


def _read(plain: str, unit: int | None) -> Fraction | None:
    if period := _FROM_TO.fullmatch(plain):
        start, end = (int(period[i]) * 60 + int(period[i + 1]) for i in (1, 3))
        return Fraction((end - start) % (24 * 60))
    if hours := _DECIMAL_HOURS.fullmatch(plain):
        return decimal_parts(hours[1])[0] * 60
    if unit is not None and _NUMBER.fullmatch(plain):
        return decimal_parts(plain)[0] * unit
    if clock := _CLOCK.fullmatch(plain):
        return Fraction(int(clock[1]) * 60 + int(clock[2]))
    words = _WORDS.fullmatch(plain)
    if words and (words[1] or words[2]):
        return Fraction(int(words[1] or 0) * 60 + int(words[2] or 0))
    return None
