"""Plain words for how documents stand and what their answers hold; it refuses to show a code where words exist."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from overt.law.templates import AnswerKind, Column, Question
from overt.records.models import Recipient, ReviewOutcome
from overt.records.queries.assessments import Stand, Standing
from overt.web.words import role_words

STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.MISSING: ("Missing", "red"),
    Standing.ALTERED: ("Altered", "red"),
    Standing.DRAFT: ("Draft", "yellow"),
    Standing.REVIEW_OVERDUE: ("Review overdue", "red"),
    Standing.LAPSED: ("Lapsed", "orange"),
    Standing.IN_FORCE: ("In force", "green"),
}

OUTCOMES: Final[Mapping[str, str]] = {
    ReviewOutcome.STILL_RIGHT: "It is still right",
    ReviewOutcome.NEEDS_CHANGE: "It must be changed first",
}

RECIPIENTS: Final[Mapping[str, str]] = dict(Recipient.choices)


def value_words(asked: Question | Column, value: str) -> str:
    """Return one stored value as people say it."""
    match asked.kind:
        case AnswerKind.DATE:
            return date_words(date.fromisoformat(value))
        case AnswerKind.CHOICE:
            return next((option.words for option in asked.options if option.code == value), value)
        case AnswerKind.ROLE:
            return role_words(value)
        case _:
            return value


def date_words(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {day:%B %Y}"


def stand_words(stand: Stand) -> str:
    """Return in one sentence why a document stands where it does."""
    due = stand.document.review_due if stand.document else None
    match stand.standing:
        case Standing.MISSING:
            return "Nobody has started it."
        case Standing.ALTERED:
            return "Its text is not what was signed. Tell an overseer, and make a new version."
        case Standing.DRAFT:
            return _not_signed(stand)
        case Standing.REVIEW_OVERDUE if due:
            return f"Its review was due on {date_words(due)}."
        case Standing.LAPSED:
            first = min(stand.lapsed, key=lambda lapse: lapse.on)
            more = f" And {len(stand.lapsed) - 1} more." if len(stand.lapsed) > 1 else ""
            return f"{first.sentence} The day was {date_words(first.on)}.{more}"
        case _:
            return f"Its next review is due on {date_words(due)}." if due else ""


def _not_signed(stand: Stand) -> str:
    if stand.latest is None:
        return "It has no finished version."
    return f"Version {stand.latest.number} waits for signatures."
