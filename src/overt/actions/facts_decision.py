"""Gathers what the law asks about a decision and about what precedes a start."""

from dataclasses import replace

from overt.law.facts import DecisionFacts, Facts, PreparationFacts
from overt.law.listing import bands_under
from overt.law.preparations import BRIEFED_ROLES, PreparationKind
from overt.law.roles import Role
from overt.law.stipulations import StipulationKind, count_of
from overt.records.models import (
    AuthorityCondition,
    Deployment,
    EntryApproval,
    OversightAdvice,
    OversightRequest,
    Preparation,
    RoleGrant,
    WatchlistEntry,
)
from overt.records.queries.authority import stipulations_of
from overt.records.queries.figures import alert_figures
from overt.records.queries.packs import pack_of


def young_entries(deployment: Deployment) -> list[str]:
    """Return the listed entries that may be under the pack's age, by opaque id, in the order of the list (E-93)."""
    bands = bands_under(pack_of(deployment).whole("young_under_years"))
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None, age_band__in=bands)
    return list(listed.order_by("added_at", "id").values_list("id", flat=True))


def decision_facts(facts: Facts, deployment: Deployment) -> DecisionFacts:
    """Return what is known of the decision on this deployment, for the person who acts."""
    approved = EntryApproval.objects.filter(deployment=deployment, approved_by=facts.actor)
    urgent = pack_of(deployment).people.urgent
    advisers = OversightAdvice.objects.filter(request__deployment=deployment).values_list("given_by", flat=True)
    return replace(
        facts.decision,
        young_unapproved=len(set(young_entries(deployment)) - set(approved.values_list("entry", flat=True))),
        advice_was_asked=OversightRequest.objects.filter(deployment=deployment).exists(),
        advice_was_given_by=frozenset(advisers),
        urgent_roles=urgent.roles if urgent else frozenset(),
        authorised_by=deployment.authorised_by,
        waits_for_confirmation=deployment.confirm_by is not None and not deployment.confirmed_by,
    )


def counted_facts(facts: Facts, deployment: Deployment) -> DecisionFacts:
    """Return what the authority's counted conditions allow, and how much of it is used; looks only at what they ask."""
    counted = (StipulationKind.ENTRIES_AT_MOST, StipulationKind.CLOSE_AFTER_FALSE_ALERTS)
    if not AuthorityCondition.objects.filter(deployment=deployment, kind__in=counted).exists():
        return facts.decision
    set_by_officer = stipulations_of(deployment)
    entries, false_alerts = (count_of(set_by_officer, kind) for kind in counted)
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    return replace(
        facts.decision,
        entries_limit=entries,
        entries=listed.count() if entries is not None else 0,
        false_alerts_limit=false_alerts,
        false_alerts=alert_figures(deployment.id).false if false_alerts is not None else 0,
    )


def preparation_facts(deployment: Deployment) -> PreparationFacts:
    """Return what is on record of notice, briefing and signs; only a role held now counts as briefed."""
    rows = list(Preparation.objects.filter(deployment=deployment).values_list("kind", "person"))
    kinds = {kind for kind, _ in rows}
    briefed = frozenset(person for kind, person in rows if kind == PreparationKind.BRIEFING)
    held = RoleGrant.objects.filter(
        person__in=briefed, person__is_active=True, ended_at=None, role__in=[role.value for role in BRIEFED_ROLES]
    )
    return PreparationFacts(
        notice_is_out=PreparationKind.NOTICE in kinds,
        lateness_is_explained=PreparationKind.LATE_NOTICE in kinds,
        briefed=briefed,
        briefed_roles=frozenset(Role(role) for role in held.values_list("role", flat=True)),
        signs_are_up=PreparationKind.SIGNS in kinds,
    )
