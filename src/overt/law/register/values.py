"""What the register holds, as values: standings, statuses, controls, proofs. Names only; nothing here is looked up."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from overt.law.clauses import Clause


class Standing(StrEnum):
    """What kind of rule a clause is, and so how it binds."""

    LAW = "law"
    STATUTORY_CODE = "statutory_code"
    GUIDANCE = "guidance"
    POLICY = "policy"
    PROMISE = "promise"

    @property
    def words(self) -> str:
        """Return how it is said: whose promise it is, is the force's."""
        return "the force’s own promise" if self is Standing.PROMISE else self.value.replace("_", " ")


class Status(StrEnum):
    """How a clause is kept; every clause has exactly one, and none is left out of a count."""

    ENFORCED = "enforced"
    EVIDENCE = "evidence"
    PEOPLE = "people"
    NOT_YET = "not_yet"

    @property
    def words(self) -> str:
        """Return how it is said."""
        return _STATUS_WORDS[self]


_STATUS_WORDS = {
    Status.ENFORCED: "enforced by code",
    Status.EVIDENCE: "held as evidence",
    Status.PEOPLE: "people only",
    Status.NOT_YET: "not yet",
}


@dataclass(frozen=True)
class Edit:
    """One place where a control is taken out for the proof: in `module`, `old` (found once) becomes `new`."""

    module: str
    old: str
    new: str


@dataclass(frozen=True)
class Control:
    """One control in the field's words, and everything an outsider needs to follow it.

    `enforcement` are code paths `module:qualname`; `tests` are test ids `tests/…/file.py::function`, each of which
    must fail once the control is removed; `evidence` are ledger events; `longest_age_days` is how old the latest such
    event may be on a site, None where no age is set. `removal` is empty for conditions: one that always holds is
    removed.
    """

    name: str
    title: str
    enforcement: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    longest_age_days: int | None = None
    removal: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Row:
    """One clause in the register: `words` say who keeps it, or why nothing does yet."""

    clause: Clause
    standing: Standing
    status: Status
    controls: tuple[Control, ...]
    words: str


@dataclass(frozen=True)
class Proof:
    """A record that a control's tests failed without it: the digests of both sources then, and the day."""

    control: str
    code_digest: str
    tests_digest: str
    proved_on: date


@dataclass(frozen=True)
class Register:
    """Every clause with its controls, in the order of the documents, and the proofs recorded."""

    rows: tuple[Row, ...]
    controls: tuple[Control, ...]
    proofs: tuple[Proof, ...]

    def row(self, clause_id: str) -> Row:
        """Return one clause's row; raises KeyError for an id the register does not have."""
        return next(row for row in self.rows if row.clause.id == clause_id)

    def proof(self, control: str) -> Proof | None:
        """Return the proof recorded for a control."""
        return next((proof for proof in self.proofs if proof.control == control), None)
