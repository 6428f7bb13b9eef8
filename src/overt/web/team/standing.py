"""What the pages say about roles: held, counting or not and why, since when, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from overt.actions import site
from overt.actions.facts_people import empty_roles, standings
from overt.law import Role
from overt.law.packs import LawPack
from overt.law.packs.people_rules import CourseRule
from overt.law.standing import Standing, expiry, lapses
from overt.records.models import Course, Person, RoleGrant
from overt.records.queries.packs import pack_in_force


@dataclass(frozen=True)
class HeldRole:
    """One role somebody holds; `lapsed` says why it does not count now, `until` when the first course runs out."""

    role: Role
    granted_at: datetime
    lapsed: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True)
class Member:
    """One person with their roles."""

    person: Person
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True)
class CourseState:
    """One course somebody needs: taken here when `course` is published, else by certificate; `until` when in date."""

    rule: CourseRule
    course: Course | None
    until: datetime | None
    in_date: bool


def site_pack() -> LawPack:
    """Return the pack that binds new deployments of this site."""
    return pack_in_force()


def member(person: Person) -> Member:
    """Return one person with their roles."""
    grants = RoleGrant.objects.filter(person=person, ended_at=None).order_by("granted_at")
    return _member(person, list(grants), standings({person.pk}))


def members() -> list[Member]:
    """Return everybody active, with their roles, by name."""
    held: dict[str, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.filter(ended_at=None).order_by("granted_at"):
        held.setdefault(grant.person_id, []).append(grant)
    people = list(Person.objects.filter(is_active=True).order_by("name"))
    known = standings({person.pk for person in people})
    return [_member(person, held.get(person.pk, []), known) for person in people]


def roles_nobody_fills() -> tuple[Role, ...]:
    """Return the roles that block an application for a deployment on people."""
    return empty_roles(site_pack(), site.now())


def title_of(code: str) -> str:
    """Return a course's title in the site's pack, or its code when the pack no longer asks for it."""
    rule = site_pack().people.course(code)
    return rule.title if rule else code


def courses_of(person: Person) -> list[CourseState]:
    """Return every course this person's roles need."""
    known, now, pack = standings({person.pk})[person.pk], site.now(), site_pack()
    needed = [rule for rule in pack.people.courses if rule.roles & person.roles]
    return [_course_state(rule, known, now) for rule in needed]


def newest_course(code: str) -> Course | None:
    """Return the version of a course that is taken now."""
    return Course.objects.filter(code=code).order_by("-version").first()


def must_acknowledge(person: Person) -> bool:
    """Return whether a role of this person waits for their acknowledgement of the rules."""
    pack = site_pack()
    wanted = bool(pack.people.acknowledging & person.roles)
    return wanted and pack.digest not in standings({person.pk})[person.pk].acknowledged


def _member(person: Person, grants: list[RoleGrant], known: Mapping[str, Standing]) -> Member:
    pack, now, standing = site_pack(), site.now(), known[person.pk]
    held = []
    for grant in grants:
        role = Role(grant.role)
        passes = [
            expiry(rule, standing.passed[rule.course])
            for rule in pack.people.courses
            if role in rule.roles and rule.course in standing.passed
        ]
        lapsed = lapses(role, standing, pack.people, pack.digest, now)
        held.append(HeldRole(role, grant.granted_at, lapsed, min(passes, default=None)))
    return Member(person, tuple(held))


def _course_state(rule: CourseRule, standing: Standing, now: datetime) -> CourseState:
    passed = standing.passed.get(rule.course)
    until = expiry(rule, passed) if passed else None
    return CourseState(rule, newest_course(rule.course), until, until is not None and now < until)
