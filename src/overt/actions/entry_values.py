"""What is said of one subject when it is listed; all of it is sealed, and only what rules count is kept beside it."""

from dataclasses import dataclass
from datetime import date

from overt.law.listing import AgeBand


@dataclass(frozen=True)
class ImageNote:
    """One picture: where it comes from, on what lawful ground it is held, when it was taken, the subject's age then.

    Empty or None means not stated. `age_at_capture` is in whole years.
    """

    source: str = ""
    ground: str = ""
    taken_on: date | None = None
    age_at_capture: int | None = None


@dataclass(frozen=True)
class Particulars:
    """The subject: which force's, how old on the day, and the reason for listing somebody who has a disability.

    `expires_on` is the last day on which the entry may be used.
    """

    owning_force: str = ""
    age_band: AgeBand | None = None
    has_disability: bool = False
    disability_reason: str = ""
    notes: str = ""
    expires_on: date | None = None


NOT_STATED = Particulars()


@dataclass(frozen=True)
class NewEntry:
    """One subject to list: `label` is the reference an officer sees with an alert, `images` one note a picture."""

    label: str
    category: str
    reason: str
    pictures: tuple[bytes, ...]
    particulars: Particulars = NOT_STATED
    images: tuple[ImageNote, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why a row of a list was not taken: its number in the file (0 is the file itself) and a code."""

    row: int
    code: str
