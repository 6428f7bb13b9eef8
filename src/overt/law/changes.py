"""One change between two law packs, and which way it goes; the differences are made elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """What a change does to people's protection; `grounds` leaves the number and changes what it rests on."""

    LOOSENS = "loosens"
    TIGHTENS = "tightens"
    GROUNDS = "grounds"


@dataclass(frozen=True)
class Change:
    """One limit that differs, in sentences: `sentence` is what changes, `effect` what that means for people."""

    limit: str
    words: str
    direction: Direction
    sentence: str
    effect: str
