"""Gathers what the law asks about people: which held roles count, which roles nobody fills, who signed suitability."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Max

from overt.actions import site
from overt.actions.system import Actor, Software
from overt.actions.values import DeploymentPlan
from overt.law.facts import Facts
from overt.law.packs import LawPack
from overt.law.roles import Role
from overt.law.standing import Standing, all_lapses, lapses, training_is_asked
from overt.law.states import Kind, Source
from overt.records.models import (
    Course,
    Deployment,
    RoleGrant,
    RulesAcknowledgement,
    TechnicalSignature,
    Training,
)
from overt.records.queries.packs import pack_in_force, pack_of


def held_roles(by: Actor) -> frozenset[Role]:
    """Return the roles an actor holds at this moment, counting or not; none for somebody no longer active."""
    if isinstance(by, Software):
        return frozenset()
    held = RoleGrant.objects.filter(person_id=by.id, person__is_active=True, ended_at=None)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def with_current_roles(facts: Facts, by: Actor, pack: Callable[[], LawPack]) -> Facts:
    """Leave only those roles that count for an act of this kind and source, and say why the others do not."""
    if isinstance(by, Software) or not training_is_asked(facts.kind, facts.source):
        return facts
    lapsed = lapsed_roles(by.id, facts.roles, pack(), facts.now)
    return replace(facts, roles=facts.roles - lapsed.keys(), people=replace(facts.people, lapsed=lapsed))


def facts_about_a_plan(facts: Facts, by: Actor, plan: DeploymentPlan) -> Facts:
    """Return the facts about an application that is only being opened."""
    people = replace(facts.people, demonstration=site.is_demonstration())
    planned = replace(facts, kind=Kind(plan.kind), source=Source(plan.source), people=people)
    return with_current_roles(planned, by, pack_in_force)


def current_roles(by: Actor, deployment: Deployment, now: datetime) -> frozenset[Role]:
    """Return the roles of an actor that count for this deployment at this moment."""
    about = Facts(now, by.id, held_roles(by), kind=Kind(deployment.kind), source=Source(deployment.source))
    return with_current_roles(about, by, lambda: pack_of(deployment)).roles


def lapsed_roles(person: str, held: Iterable[Role], pack: LawPack, now: datetime) -> dict[Role, tuple[str, ...]]:
    """Return which of these roles of one person do not count now, and why."""
    return all_lapses(held, standings({person})[person], pack.people, pack.digest, now)


def standings(people: set[str]) -> Mapping[str, Standing]:
    """Return what several people have on record, each with an entry."""
    floors = dict(Course.objects.filter(supersedes_passes=True).values_list("code").annotate(latest=Max("version")))
    passed: dict[str, dict[str, datetime]] = {person: {} for person in people}
    trainings = Training.objects.filter(person__in=people, passed=True)
    for person, course, version, on in trainings.values_list("person_id", "course", "version", "passed_on"):
        if (version or 0) >= floors.get(course, 0):
            passed[person][course] = max(on, passed[person].get(course, on))
    acknowledged: dict[str, set[str]] = {person: set() for person in people}
    for person, digest in RulesAcknowledgement.objects.filter(person__in=people).values_list(
        "person_id", "pack_digest"
    ):
        acknowledged[person].add(digest)
    return {person: Standing(passed[person], frozenset(acknowledged[person])) for person in people}


def empty_roles(pack: LawPack, now: datetime) -> tuple[Role, ...]:
    """Return the roles the pack wants filled that nobody active holds in date, in the order of the glossary."""
    wanted = pack.people.wanted
    grants = RoleGrant.objects.filter(role__in=wanted, ended_at=None, person__is_active=True)
    held = [(person, Role(role)) for person, role in grants.values_list("person_id", "role")]
    known = standings({person for person, _ in held})
    filled = {role for person, role in held if not lapses(role, known[person], pack.people, pack.digest, now)}
    return tuple(role for role in Role if role in wanted - filled)


def suitability_signers(deployment: Deployment) -> frozenset[str]:
    """Return who signed this application's technical suitability."""
    signatures = TechnicalSignature.objects.filter(deployment=deployment)
    return frozenset(signatures.values_list("signed_by", flat=True))


def factors_of(person: str, *, but: int | None = None) -> int:
    """Return how many second factors a person has; recovery codes are a way back, not a factor."""
    kept = Authenticator.objects.filter(user_id=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return kept.exclude(pk=but).count()
