"""Which column a printed heading means: an exact match of its words with `columns.toml`, or nothing; never a guess.

Case, plurals, punctuation, the order of words, units and filler such as "number of" are set aside, because they differ
between forces and between two editions of one force. Two headings that differ in any other word are different.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

SYNONYMS = Path(__file__).with_name("columns.toml")
SUPERSCRIPTS = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§¶"))
"""Footnote marks: they go before anything else, since compatibility forms would turn 12² into 122."""


class Column(StrEnum):
    """What the checks know how to read; `text` is recognised, shown and not checked."""

    PLACE = "place"
    DATE = "date"
    DURATION = "duration"
    WATCHLIST = "watchlist"
    THRESHOLD = "threshold"
    FACES = "faces"
    ALERTS = "alerts"
    TRUE = "true"
    TRUE_CONFIRMED = "true_confirmed"
    TRUE_UNCONFIRMED = "true_unconfirmed"
    FALSE = "false"
    FALSE_CONFIRMED = "false_confirmed"
    FALSE_UNCONFIRMED = "false_unconfirmed"
    UNRESOLVED = "unresolved"
    TRUE_ENGAGEMENTS = "true_engagements"
    FALSE_ENGAGEMENTS = "false_engagements"
    ENGAGEMENTS = "engagements"
    RATE = "rate"
    ARRESTS = "arrests"
    DISPOSALS = "disposals"
    ARRESTS_DISPOSALS = "arrests_disposals"
    NO_ACTION = "no_action"
    TEXT = "text"


COUNTED = frozenset(Column) - {
    Column.PLACE,
    Column.DATE,
    Column.DURATION,
    Column.THRESHOLD,
    Column.RATE,
    Column.TEXT,
}
"""Columns that hold whole numbers."""

PERCENT = Fraction(1, 100)


@dataclass(frozen=True)
class Heading:
    """One heading: where, as printed, what it means (None: not recognised) and the unit it states, if any.

    `scale` turns a number of the column into a share (1/100 for per cent); `minutes` turns it into minutes;
    `month_first` is set where the heading spells the order out.
    """

    index: int
    printed: str
    column: Column | None
    scale: Fraction | None = None
    minutes: int | None = None
    month_first: bool | None = None


FILLER = frozenset(
    {"a", "an", "approx", "approximate", "approximately", "at", "by", "count", "during", "est", "estimate", "estimated"}
    | {"for", "from", "in", "number", "of", "on", "overall", "recorded", "reported", "setting", "size", "the", "to"}
    | {"total", "value", "with"}
)
"""Words that do not tell one heading from another."""
_MONTH_FIRST = re.compile(r"\bmm\W*dd\b")
_DAY_FIRST = re.compile(r"\bdd\W*mm\b")
_DATE_FORM = re.compile(r"\b(?:dd|mm|yyyy|yy)\b")
_PER = re.compile(r"\bper (1[0 ,]*0{2,}|thousand|million)(?: faces?)?(?: seen| scanned)?\b")
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?s?\b|\bpercent(?:age)?s?\b|\bpct\b")
_MINUTES = re.compile(r"\b(?:minutes?|mins)\b")
_HOURS = re.compile(r"\b(?:hours?|hrs?|hh|hh mm|h mm)\b")
_NUMBER = re.compile(r"\bno\.|\bno(?= of\b)|\bnos\b|#")


@lru_cache(maxsize=4096)
def recognise(index: int, printed: str) -> Heading:
    """Read one heading; its `column` is None when no synonym has exactly its words."""
    text = _plain(printed)
    month_first = True if _MONTH_FIRST.search(text) else False if _DAY_FIRST.search(text) else None
    bare, scale = _without_scale(text)
    bare = _DATE_FORM.sub(" ", bare)
    column = _lookup(bare) or _lasting(bare) or _lookup(re.sub(r"\([^)]*\)", " ", bare))
    if scale is not None and column in COUNTED:
        column = Column.RATE if column is Column.FALSE else None
    return Heading(index, printed, column, scale, _minutes(text, column), month_first)


def _lasting(text: str) -> Column | None:
    """Read a heading without its unit of time, where that leaves a duration: faces an hour are not faces."""
    column = _lookup(_HOURS.sub(" ", _MINUTES.sub(" ", text)))
    return column if column is Column.DURATION else None


def tokens(text: str) -> frozenset[str]:
    """Return the words of a heading: lower case, singular, in no order."""
    return frozenset(_singular(word) for word in re.findall(r"[a-z0-9]+", _NUMBER.sub(" number ", text)))


@cache
def synonyms() -> Mapping[frozenset[str], Column]:
    """Return what each set of words means, with its filler and without; a meaning with every word given goes first.

    Raises ValueError where the data gives one heading two meanings.
    """
    meanings: dict[frozenset[str], Column] = {}
    listed = [
        (tokens(phrase), Column(name))
        for name, entry in tomllib.loads(SYNONYMS.read_text("utf-8")).items()
        for phrase in entry["names"]
    ]
    for words, column in listed:
        _mean(meanings, words, column)
    shorter: dict[frozenset[str], Column] = {}
    for words, column in listed:
        if not words <= FILLER and words - FILLER not in meanings:
            _mean(shorter, words - FILLER, column)
    return {**shorter, **meanings}


def _mean(meanings: dict[frozenset[str], Column], words: frozenset[str], column: Column) -> None:
    if meanings.setdefault(words, column) is not column:
        raise ValueError(f"{sorted(words)} means both {column} and {meanings[words]}.")


def _lookup(text: str) -> Column | None:
    words = tokens(text)
    return synonyms().get(words) or synonyms().get(words - FILLER)


def _plain(printed: str) -> str:
    text = unicodedata.normalize("NFKC", printed.translate(SUPERSCRIPTS)).casefold()
    return re.sub(r"\s+", " ", text.replace("watch-list", "watchlist")).strip()


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ches"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _without_scale(text: str) -> tuple[str, Fraction | None]:
    if per := _PER.search(text):
        size = {"thousand": 1000, "million": 10**6}.get(per[1]) or int(re.sub(r"\D", "", per[1]))
        return _PER.sub(" ", text), Fraction(1, size)
    if _PERCENT.search(text):
        return _PERCENT.sub(" ", text), PERCENT
    return text, None


def _minutes(text: str, column: Column | None) -> int | None:
    if column is not Column.DURATION or re.search(r"\b(?:hh|h)\W*mm\b", text):
        return None
    return 1 if _MINUTES.search(text) else 60 if _HOURS.search(text) else None
