"""Who is on duty here, and how many hours each role has taken so far (M-26, E-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from overt.law.duty import Turn, break_is_due, stretch_began
from overt.law.roles import Role
from overt.records.models import Duty
from overt.records.queries.packs import pack_of


@dataclass(frozen=True)
class OnDuty:
    """One open turn; `break_due_at` is set for an operator, `break_is_due` once it has come."""

    duty: str
    person: str
    role: Role
    began_at: datetime
    cameras: tuple[str, ...]
    break_due_at: datetime | None
    break_is_due: bool


@dataclass(frozen=True)
class RoleHours:
    """How long people were on duty in one role: turns so far, and how many people they were."""

    role: Role
    people: int
    time: timedelta


def on_duty_now(deployment: str, now: datetime) -> list[OnDuty]:
    """Return the open turns of a deployment, by role and then by how long they have lasted."""
    rows = Duty.objects.filter(deployment_id=deployment, ended_at=None).select_related("deployment")
    order = list(Role)
    return sorted((_on_duty(row, now) for row in rows), key=lambda one: (order.index(one.role), one.began_at))


def hours_by_role(deployment: str, now: datetime) -> list[RoleHours]:
    """Add up the turns of a deployment, open ones until now, in the order of the glossary."""
    time: dict[Role, timedelta] = {}
    people: dict[Role, set[str]] = {}
    for row in Duty.objects.filter(deployment_id=deployment):
        role = Role(row.role)
        time[role] = time.get(role, timedelta()) + ((row.ended_at or now) - row.began_at)
        people.setdefault(role, set()).add(row.person)
    return [RoleHours(role, len(people[role]), time[role]) for role in Role if role in time]


def hours_json(deployment: str, now: datetime) -> Mapping[str, object]:
    """Return hours by role as plain values, for the review."""
    return {
        one.role.value: {"people": one.people, "minutes": int(one.time.total_seconds() // 60)}
        for one in (hours_by_role(deployment, now))
    }


def _on_duty(row: Duty, now: datetime) -> OnDuty:
    due_at, is_due = None, False
    if row.role == Role.OPERATOR:
        pack = pack_of(row.deployment)
        longest, rest = timedelta(minutes=pack.console_minutes), timedelta(minutes=pack.console_break_minutes)
        turns = [
            Turn(one.began_at, one.ended_at)
            for one in Duty.objects.filter(person=row.person, role=row.role).order_by("-began_at")[:50]
        ]
        began = stretch_began(turns, now, rest) or row.began_at
        due_at, is_due = began + longest, break_is_due(turns, now, longest, rest)
    return OnDuty(row.id, row.person, Role(row.role), row.began_at, tuple(row.cameras), due_at, is_due)
