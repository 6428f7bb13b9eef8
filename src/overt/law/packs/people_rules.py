"""What a pack asks of people: roles to be filled, training with its validity, who acknowledges the rules.

It refuses a rule without a source, a role or course nobody knows, and a validity that is not a whole number of days.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overt.law.clauses import clauses
from overt.law.errors import PackInvalid
from overt.law.roles import Role

COURSE = re.compile(r"[a-z][a-z0-9-]{1,47}", re.ASCII)
CITATION = frozenset({"clause", "source", "note", "unverified"})


@dataclass(frozen=True)
class Cited:
    """Where a rule comes from: `clause` is an id of ours or empty, `source` any other citation."""

    clause: str
    source: str
    note: str
    unverified: bool


@dataclass(frozen=True)
class FilledRule:
    """Roles that somebody must hold, and count in, before a deployment is applied for."""

    roles: frozenset[Role]
    cited: Cited


@dataclass(frozen=True)
class CourseRule:
    """A course that roles need, by its code, and for how many days a pass counts."""

    course: str
    title: str
    roles: frozenset[Role]
    valid_days: int
    cited: Cited


@dataclass(frozen=True)
class AcknowledgementRule:
    """Roles that count only once their holder has acknowledged the rules as they stand."""

    roles: frozenset[Role]
    cited: Cited


@dataclass(frozen=True)
class UrgentRule:
    """Roles that may authorise urgently, their rank in words, and the hours in which it must be confirmed."""

    roles: frozenset[Role]
    rank: str
    confirm_hours: int
    cited: Cited


@dataclass(frozen=True)
class PeopleRules:
    """Everything a pack asks of people; `urgent` is None where the pack knows no urgent authority."""

    filled: tuple[FilledRule, ...]
    courses: tuple[CourseRule, ...]
    acknowledgement: AcknowledgementRule
    urgent: UrgentRule | None = None

    @property
    def wanted(self) -> frozenset[Role]:
        """Return every role that must be filled."""
        return frozenset().union(*(rule.roles for rule in self.filled))

    @property
    def acknowledging(self) -> frozenset[Role]:
        """Return every role that must acknowledge the rules."""
        return self.acknowledgement.roles

    def course(self, code: str) -> CourseRule | None:
        """Return what the pack says of a course, or None."""
        return next((rule for rule in self.courses if rule.course == code), None)


def people_rules(pack: str, table: object) -> PeopleRules:
    """Read a pack's `[people]`; raises PackInvalid naming what is wrong."""
    where = f"The law pack {pack}"
    if not isinstance(table, dict) or set(table) - {"urgent"} != {"filled", "training", "acknowledgement"}:
        raise PackInvalid("no_people", f"{where} needs [people] with filled, training and acknowledgement.")
    filled = tuple(
        FilledRule(_roles(where, row), _cited(where, row)) for row in _rows(where, table["filled"], {"roles"})
    )
    courses = tuple(
        _course(where, row) for row in _rows(where, table["training"], {"course", "title", "roles", "valid_days"})
    )
    if len({rule.course for rule in courses}) != len(courses):
        raise PackInvalid("malformed_people", f"{where} names one course twice.")
    (row,) = _rows(where, [table["acknowledgement"]], {"roles"})
    acknowledgement = AcknowledgementRule(_roles(where, row), _cited(where, row))
    return PeopleRules(filled, courses, acknowledgement, _urgent(where, table.get("urgent")))


def _urgent(where: str, table: object) -> UrgentRule | None:
    if table is None:
        return None
    (row,) = _rows(where, [table], {"roles", "rank", "confirm_hours"})
    rank, hours = row["rank"], row["confirm_hours"]
    if not isinstance(rank, str) or not rank.strip():
        raise PackInvalid("malformed_people", f"{where} does not say the rank that may authorise urgently.")
    if not isinstance(hours, int) or isinstance(hours, bool) or hours <= 0:
        raise PackInvalid("malformed_people", f"{where} needs whole hours above 0 to confirm an urgent authority in.")
    return UrgentRule(_roles(where, row), rank, hours, _cited(where, row))


def _rows(where: str, value: object, keys: set[str]) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not value:
        raise PackInvalid("malformed_people", f"{where} has a list of people's rules that is empty or no list.")
    for row in value:
        if not isinstance(row, dict) or not keys <= set(row) <= keys | CITATION:
            raise PackInvalid("malformed_people", f"{where}: each of these rules needs {', '.join(sorted(keys))}.")
    return value


def _course(where: str, row: Mapping[str, object]) -> CourseRule:
    code, title, days = row["course"], row["title"], row["valid_days"]
    if not isinstance(code, str) or not COURSE.fullmatch(code):
        raise PackInvalid("malformed_people", f"{where} has a course whose code is not small letters and hyphens.")
    if not isinstance(title, str) or not title.strip():
        raise PackInvalid("malformed_people", f"{where} gives the course {code} no title.")
    if not isinstance(days, int) or isinstance(days, bool) or days <= 0:
        raise PackInvalid("malformed_people", f"{where} needs a whole number of days above 0 for the course {code}.")
    return CourseRule(code, title, _roles(where, row), days, _cited(where, row))


def _roles(where: str, row: Mapping[str, object]) -> frozenset[Role]:
    known = {role.value: role for role in Role}
    named = row["roles"]
    if not isinstance(named, list) or not named or not all(isinstance(one, str) and one in known for one in named):
        raise PackInvalid("unknown_role", f"{where} has a rule about people whose roles are not roles: {named!r}.")
    return frozenset(known[one] for one in named)


def _cited(where: str, row: Mapping[str, object]) -> Cited:
    clause, source, note = (row.get(key, "") for key in ("clause", "source", "note"))
    unverified = row.get("unverified", False)
    if not isinstance(clause, str) or not isinstance(source, str) or not isinstance(note, str):
        raise PackInvalid("malformed_people", f"{where} has a citation that is not text.")
    if not isinstance(unverified, bool):
        raise PackInvalid("malformed_people", f"{where} says unverified with something that is not true or false.")
    if not clause and not source:
        raise PackInvalid("no_source", f"{where} has a rule about people with neither a clause nor a source.")
    if clause and clause not in clauses():
        raise PackInvalid("unknown_clause", f"{where} rests on {clause}, which neither document has.")
    return Cited(clause, source, note, unverified)
