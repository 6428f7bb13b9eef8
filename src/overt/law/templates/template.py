"""What a template consists of: plain frozen values, the same for every kind of document.

An answer's place is `section.question`. Refuses nothing by itself: `loading` checks a file before it becomes one of
these, `answers` checks what people write against it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from overt.law.roles import Role
from overt.law.states import Kind


class AnswerKind(StrEnum):
    """What a question asks for: sentences, a line, a calendar date, a whole number, an option, a role, typed rows."""

    WORDS = "words"
    LINE = "line"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    ROLE = "role"
    ROWS = "rows"


@dataclass(frozen=True)
class Option:
    """One answer of a closed list."""

    code: str
    words: str


@dataclass(frozen=True)
class Needed:
    """When something is needed: the named column, or any choice of the named section, holds one of these codes."""

    where: str
    any_of: frozenset[str]


@dataclass(frozen=True)
class Column:
    """One part of a typed row.

    `lapses` is what is said once its date has passed, unless `lasting` holds. A column with neither `required` nor
    `needed` may stay empty.
    """

    code: str
    ask: str
    kind: AnswerKind
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    needed: Needed | None = None
    lapses: str = ""
    lasting: Needed | None = None


@dataclass(frozen=True)
class RowType:
    """A kind of row, such as a line of evidence or an impact: `name` says what one row is."""

    code: str
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Question:
    """One prompt; `clauses` are the rules it comes from. A required question of rows wants at least one row.

    `needed` leaves it out while the named question of the same section does not hold one of its codes; `missing` is
    what is said while its answer is not there, "" for a sentence made from the question.
    """

    code: str
    ask: str
    kind: AnswerKind
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    clauses: tuple[str, ...] = ()
    rows: RowType | None = None
    needed: Needed | None = None
    missing: str = ""


@dataclass(frozen=True)
class Section:
    """One page of a document.

    `needed` leaves the whole section out while it does not hold; `apart` forbids answering two of its questions with
    the same words.
    """

    code: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    needed: Needed | None = None
    apart: bool = False

    def place(self, question: Question) -> str:
        """Return the key of this question's answer."""
        return f"{self.code}.{question.code}"


@dataclass(frozen=True)
class Signatory:
    """A role that must sign, and in which capacity."""

    role: Role
    capacity: str


@dataclass(frozen=True)
class Template:
    """One kind of document.

    `needed_for` are the kinds of deployment that cannot be submitted without it; `reviewed_because` is the clause that
    wants it reviewed before every one, "" for none; `share_because` and `publish_because` are the clauses that want it
    shared with the ICO and published. `digest` is the SHA-256 of the file as shipped.
    """

    code: str
    title: str
    short: str
    about: str
    clauses: tuple[str, ...]
    needed_for: frozenset[Kind]
    per_deployment: bool
    review_months: int
    reviewed_because: str
    share_because: str
    publish_because: str
    signatories: tuple[Signatory, ...]
    sections: tuple[Section, ...]
    digest: str

    def section(self, code: str) -> Section | None:
        """Return a section by its code."""
        return next((section for section in self.sections if section.code == code), None)

    def questions(self) -> dict[str, Question]:
        """Return every question by the place of its answer, in order."""
        return {section.place(question): question for section in self.sections for question in section.questions}

    @property
    def roles(self) -> frozenset[Role]:
        """Roles that must sign."""
        return frozenset(signatory.role for signatory in self.signatories)

    def review_due(self, looked_at: date) -> date:
        """Return the day by which somebody must look again, `review_months` after `looked_at`."""
        months = looked_at.month - 1 + self.review_months
        year, month = looked_at.year + months // 12, months % 12 + 1
        for day in range(looked_at.day, 27, -1):
            try:
                return date(year, month, day)
            except ValueError:
                continue
        return date(year, month, min(looked_at.day, 28))
