"""What the three OSCAL documents share: ids, properties, metadata; the same register always gives the same ids."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from overt.law.register import Control, Register, Row, Status
from overt.law.register.sources import code_digest

Json = str | int | bool | None | Mapping[str, "Json"] | Sequence["Json"]
Object = dict[str, Json]

OSCAL_VERSION: Final = "1.2.1"
OURS: Final = "urn:overt:register"
"""Namespace of the property names that are ours and not NIST's."""

STATES: Final[Mapping[Status, str]] = {
    Status.ENFORCED: "implemented",
    Status.EVIDENCE: "partial",
    Status.PEOPLE: "alternative",
    Status.NOT_YET: "planned",
}
"""How a clause is kept, in OSCAL's closed list of implementation states."""


def identify(*names: str) -> str:
    """Return the version 5 UUID (RFC 9562) of something by its names."""
    return str(uuid5(NAMESPACE_URL, "/".join((OURS, *names))))


def statement_id(clause_id: str) -> str:
    """Return the id of the part that holds a clause's rule."""
    return f"{clause_id}_smt"


def own(name: str, value: str, kind: str = "") -> Object:
    """Return a property of ours."""
    return {"name": name, "ns": OURS, "value": value, **({"class": kind} if kind else {})}


def time_text(at: datetime) -> str:
    """Return a time as OSCAL writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def midnight(day: date) -> datetime:
    """Return the first moment of a day, UTC."""
    return datetime.combine(day, time(), UTC)


def edition(register: Register) -> datetime:
    """Return the day of the register's newest proof: the register as it stands was checked on that day."""
    return midnight(max((proof.proved_on for proof in register.proofs), default=date(2026, 1, 1)))


def version(register: Register) -> str:
    """Return a version that differs whenever a clause, its standing, its controls or their code do."""
    told = [
        " ".join((row.clause.id, row.clause.rule, row.standing, row.status, row.words, *_names(row)))
        for row in register.rows
    ]
    told += [f"{control.name} {code_digest(control)}" for control in register.controls]
    return sha256("\n".join(told).encode()).hexdigest()[:12]


def _names(row: Row) -> list[str]:
    return [control.name for control in row.controls]


def metadata(title: str, register: Register, modified: datetime) -> Object:
    """Return a document's metadata."""
    return {
        "title": title,
        "last-modified": time_text(modified),
        "version": version(register),
        "oscal-version": OSCAL_VERSION,
    }


def links_of(control: Control) -> list[Json]:
    """Return a control's code paths, tests and ledger events as properties."""
    return [
        own("control", control.name),
        *(own("enforcement", path) for path in control.enforcement),
        *(own("test", test) for test in control.tests),
        *(own("evidence", event) for event in control.evidence),
    ]
