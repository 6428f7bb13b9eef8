"""Read one cell: a whole number, a range where it was suppressed, a rate, a threshold, or the reason there is none.

It sets aside what hand-typing adds (thousands separators, footnote marks, "approx.") and refuses to guess beyond that:
what is left unread becomes a `Gap` with the words of the cell.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from overt.evaluate.records.columns import PERCENT, SUPERSCRIPTS

MOST_DIGITS = 12
"""Longer runs of digits are no count of people; they are not turned into numbers."""


class Why(StrEnum):
    """Why a cell gives no value."""

    BLANK = "blank"
    DASH = "dash"
    WORDS = "words"
    SUPPRESSED = "suppressed"
    UNREADABLE = "unreadable"
    SHIFTED = "shifted"


@dataclass(frozen=True)
class Gap:
    """A cell without a value, with its words as printed."""

    printed: str
    why: Why


@dataclass(frozen=True)
class Count:
    """A whole number, or every number from `low` to `high` where the table prints only "<5"."""

    printed: str
    low: int
    high: int

    @property
    def exact(self) -> int | None:
        """The number; None for a range."""
        return self.low if self.low == self.high else None

    def __str__(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True)
class PrintedRate:
    """A rate as printed: `value` and one `step` of its last digit, as shares; for "1 in N" they speak of N.

    `unit` is "percent", "one_in", "ratio" or "bare" (a number without any sign, to be scaled by its column).
    """

    printed: str
    value: Fraction
    step: Fraction
    unit: str


_ABSENT = re.compile(
    r"(?:n\.?\s?/?\s?a\.?|not\b.*|none (?:recorded|given|available|stated)|unknown|tbc|tba|tbd|pending\b.*|withheld|"
    r"redacted|void|cancell?ed\b.*|abandoned\b.*|stood down\b.*|under review|nk|nr|no data|missing|unavailable|"
    r"see note\b.*|.*\b(?:fault|technical|error)\b.*|did not\b.*|no deployment|\?+|\[?x\]?)",
    re.IGNORECASE,
)
_NAUGHT = {"nil", "none", "zero"}
_HIDDEN = re.compile(r"\[?c\]?|suppressed", re.IGNORECASE)
_UNDER = re.compile(
    r"(<|less than|fewer than|under|≤|<=|up to|(?=\d+ or fewer))\s*(\d{1,4})(?: or fewer)?", re.IGNORECASE
)
_RANGE = re.compile(r"(\d{1,6})\s*(?:-|to)\s*(\d{1,6})")
_ABOUT = re.compile(
    r"^(?:c\.?|ca\.?|circa|approx(?:imately|\.)?|about|around|est(?:imate|imated|\.)?|~)\s*(?=\d)|\+$", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"(?<=[\d%])\s*(?:\[[0-9a-z]\]|\([a-z]\))$", re.IGNORECASE)
_WHOLE = re.compile(r"\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+")
_POINTLESS = re.compile(r"(\d+)\.0{1,2}")
_DECIMAL = re.compile(r"\d*[.,]\d+|\d+")
_IN = re.compile(r"([\d, ]+?)\s*(?:in|out of|:|/)\s*([\d, ]+)", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the cell's telling characters: no footnote marks, every dash a hyphen, every space a plain one."""
    if text.strip() in {"*", "**"}:
        return "suppressed"
    plain = unicodedata.normalize("NFKC", text.translate(SUPERSCRIPTS))
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain).replace("\u2019", "'")
    return re.sub(r"\s+", " ", plain).strip()


def read_gap(text: str) -> Gap | None:
    """Return why the cell holds no value, or None when it may hold one."""
    plain = tidy(text)
    if not plain:
        return Gap(text, Why.BLANK)
    if set(plain) <= set("-. "):
        return Gap(text, Why.DASH)
    if _HIDDEN.fullmatch(plain):
        return Gap(text, Why.SUPPRESSED)
    return Gap(text, Why.WORDS) if _ABSENT.fullmatch(plain) else None


def read_count(text: str) -> Count | Gap:
    """Read a whole number of things, at least 0."""
    if gap := read_gap(text):
        return gap
    plain = _ABOUT.sub("", _FOOTNOTE.sub("", tidy(text))).strip()
    if plain.casefold() in _NAUGHT:
        return Count(text, 0, 0)
    if under := _UNDER.fullmatch(plain):
        return Count(text, 0, _highest(under))
    if spread := _RANGE.fullmatch(plain):
        low, high = int(spread[1]), int(spread[2])
        return Count(text, low, high) if low < high else Gap(text, Why.UNREADABLE)
    if pointless := _POINTLESS.fullmatch(plain):
        plain = pointless[1]
    number = _whole(plain)
    return Gap(text, Why.UNREADABLE) if number is None else Count(text, number, number)


def read_rate(text: str, scale: Fraction | None) -> PrintedRate | Gap:
    """Read a rate; `scale` is what the heading says one unit is worth as a share, None where it says nothing."""
    if gap := read_gap(text):
        return gap
    plain = _FOOTNOTE.sub("", tidy(text))
    if plain.casefold() in _NAUGHT:
        return PrintedRate(text, Fraction(0), Fraction(1, 10**9), "percent")
    if odds := _IN.fullmatch(plain):
        return _odds(text, odds[1], odds[2])
    number = re.sub(r"(?i)\s*(?:%|per ?cent)$", "", plain)
    if not _DECIMAL.fullmatch(number) or len(number) > MOST_DIGITS:
        return Gap(text, Why.UNREADABLE)
    value, step = decimal_parts(number)
    if number != plain:
        return PrintedRate(text, value * PERCENT, step * PERCENT, "percent")
    if scale is not None:
        return PrintedRate(text, value * scale, step * scale, "percent" if scale == PERCENT else "scaled")
    return PrintedRate(text, value, step, "bare")


def read_threshold(text: str) -> Fraction | Gap:
    """Read a threshold as printed; a per cent sign divides by 100."""
    if gap := read_gap(text):
        return gap
    plain = _FOOTNOTE.sub("", tidy(text))
    number = plain.rstrip("% ")
    if not _DECIMAL.fullmatch(number) or len(number) > MOST_DIGITS:
        return Gap(text, Why.UNREADABLE)
    value, _ = decimal_parts(number)
    return value * PERCENT if plain.endswith("%") else value


def decimal_parts(number: str) -> tuple[Fraction, Fraction]:
    """Return a decimal's value and one step of its last digit; a comma is read as the decimal point."""
    plain = number.replace(",", ".")
    places = len(plain.partition(".")[2])
    return Fraction(plain if not plain.startswith(".") else f"0{plain}"), Fraction(1, 10**places)


def _highest(under: re.Match[str]) -> int:
    bound = int(under[2])
    strict = under[1].casefold() in {"<", "less than", "fewer than", "under"}
    return max(0, bound - 1) if strict else bound


def _whole(plain: str) -> int | None:
    if not _WHOLE.fullmatch(plain):
        return None
    digits = re.sub(r"\D", "", plain)
    return int(digits) if len(digits) <= MOST_DIGITS else None


def _odds(text: str, first: str, second: str) -> PrintedRate | Gap:
    some, whole = _whole(first.strip()), _whole(second.strip())
    if some is None or not whole or some > whole:
        return Gap(text, Why.UNREADABLE)
    if some != 1:
        return PrintedRate(text, Fraction(some, whole), Fraction(0), "ratio")
    zeros = len(str(whole)) - len(str(whole).rstrip("0"))
    return PrintedRate(text, Fraction(whole), Fraction(10**zeros), "one_in")
