"""Gathers what the law asks about duty: turns, breaks, who an act is about."""

from dataclasses import replace
from datetime import timedelta

from overt.law.duty import Turn, break_is_due
from overt.law.facts import DutyFacts, Facts
from overt.law.roles import Role
from overt.records.models import Deployment, Duty
from overt.records.queries.packs import pack_of


def on_duty(deployment: str, person: str, role: Role) -> bool:
    """Return whether somebody has an open turn in this role here."""
    return (
        bool(person)
        and Duty.objects.filter(deployment_id=deployment, person=person, role=role.value, ended_at=None).exists()
    )


def with_duty(
    facts: Facts, deployment: Deployment | str, *, role: Role | None = None, of_whom: str = "", officer: str = ""
) -> Facts:
    """Add the actor's turns and break, and whom the act is about: a role, another operator, an Engagement Officer."""
    row = deployment if isinstance(deployment, Deployment) else Deployment.objects.get(pk=deployment)
    held = Duty.objects.filter(deployment=row, person=facts.actor, ended_at=None).values_list("role", flat=True)
    return replace(
        facts,
        duty=DutyFacts(
            roles=frozenset(Role(one) for one in held),
            role=role,
            of_whom=of_whom if on_duty(row.pk, of_whom, Role.OPERATOR) else "",
            break_is_due=_break_is_due(row, facts),
            officer=officer,
            officer_is_on_duty=on_duty(row.pk, officer, Role.ENGAGEMENT_OFFICER),
        ),
    )


def _break_is_due(deployment: Deployment, facts: Facts) -> bool:
    """Look at every deployment of the day: a break is from consoles, not from one of them."""
    turns = Duty.objects.filter(person=facts.actor, role=Role.OPERATOR.value).order_by("-began_at")[:50]
    pack = pack_of(deployment)
    return break_is_due(
        [Turn(turn.began_at, turn.ended_at) for turn in turns],
        facts.now,
        timedelta(minutes=pack.console_minutes),
        timedelta(minutes=pack.console_break_minutes),
    )
