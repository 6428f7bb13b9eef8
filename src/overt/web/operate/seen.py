"""What the page of an alert is drawn from, be it an alert or a known negative of a rehearsal."""

from base64 import b64encode
from dataclasses import dataclass

from overt.actions.values import CandidatePicture
from overt.law import Role
from overt.records.models import Person
from overt.web.apply.picture_words import advice_words
from overt.web.gates import roles_for
from overt.web.words import VIEWS


@dataclass(frozen=True)
class LinedUp:
    """The probe beside one candidate, as addresses a page can hold, with what is known of the picture."""

    number: int
    candidate: str
    age: str
    child: bool
    advice: str


@dataclass(frozen=True)
class ViewButton:
    """One of the three buttons: its value, its words, what it does, its key."""

    value: str
    words: str
    does: str
    key: str


def picture_address(jpeg: bytes) -> str:
    """Return a picture as an address that needs no second request and stays in no cache."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"


def buttons_for(turn: Role | None) -> list[ViewButton]:
    """Return the three buttons, with what an operator’s do."""
    does = {"same": "", "not_the_same": "", "cannot_tell": ""}
    if turn is Role.OPERATOR:
        does = {"same": "Send to officers", "not_the_same": "Reject", "cannot_tell": "Send to be checked"}
    return [ViewButton(value, VIEWS[value], does[value], str(key)) for key, value in enumerate(VIEWS, 1)]


def lined_up(number: int, one: CandidatePicture) -> LinedUp:
    """Return one candidate as the page draws it beside the probe."""
    age = "Date not stated" if one.years is None else f"In its {_ordinal(one.years)} year"
    return LinedUp(number, picture_address(one.jpeg), age, one.child, advice_words(one.advice))


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"
    return f"{number}{ending}"


def operates(person: Person) -> bool:
    """Return whether this person sits at the console or commands, rather than stands at the zone."""
    return bool(roles_for("start", "propose_resume", "resume") & person.roles)
