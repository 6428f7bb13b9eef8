"""When a role that is held counts: its training in date, its holder's acknowledgement of the rules given.

A role that is out of date counts for no act about an operational deployment, a trial or a rehearsal on a live camera,
whatever route the act takes. This module refuses to guess: no record means not in date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from overt.law.packs.people_rules import CourseRule, PeopleRules
from overt.law.roles import Role
from overt.law.states import Kind, Source


@dataclass(frozen=True)
class Standing:
    """What one person has on record: course code to the latest pass that counts, digests of the packs acknowledged."""

    passed: Mapping[str, datetime] = field(default_factory=dict)
    acknowledged: frozenset[str] = frozenset()


def training_is_asked(kind: Kind | None, source: Source) -> bool:
    """Return whether roles must be in date: yes, but for rehearsals of drawn people or on a consented recording.

    An act about no deployment asks nothing either, or nobody could ever take a course.
    """
    return kind is not None and not (kind is Kind.REHEARSAL and source is not Source.CAMERA)


def expiry(rule: CourseRule, passed_at: datetime) -> datetime:
    """Return when a pass stops counting under a pack."""
    return passed_at + timedelta(days=rule.valid_days)


def lapses(role: Role, standing: Standing, rules: PeopleRules, digest: str, now: datetime) -> tuple[str, ...]:
    """Return, as sentences, why this role does not count now; nothing when it counts (E-26, E-74, M-68)."""
    found = [_lapse(rule, standing.passed.get(rule.course), now) for rule in rules.courses if role in rule.roles]
    if role in rules.acknowledging and digest not in standing.acknowledged:
        found.append("The rules as they stand now have not been acknowledged.")
    return tuple(sentence for sentence in found if sentence)


def all_lapses(
    held: Iterable[Role], standing: Standing, rules: PeopleRules, digest: str, now: datetime
) -> dict[Role, tuple[str, ...]]:
    """Return every role held that does not count now, with the reasons."""
    found = {role: lapses(role, standing, rules, digest, now) for role in held}
    return {role: sentences for role, sentences in found.items() if sentences}


def _lapse(rule: CourseRule, passed_at: datetime | None, now: datetime) -> str:
    if passed_at is None:
        return f"The training “{rule.title}” is not on record."
    ended = expiry(rule, passed_at)
    if now < ended:
        return ""
    return f"The training “{rule.title}” went out of date on {ended.day} {ended:%B %Y}."
