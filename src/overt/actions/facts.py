"""Gathers from the records what the law asks; counts are taken only for acts whose rules look at them."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from overt.actions import site
from overt.actions.application import application_of
from overt.actions.facts_checks import chain_of
from overt.actions.facts_decision import counted_facts, decision_facts, preparation_facts
from overt.actions.facts_documents import documents_facts
from overt.actions.facts_duty import on_duty
from overt.actions.facts_people import empty_roles, held_roles, suitability_signers, with_current_roles
from overt.actions.system import RECORDING_RULE, Actor, Software
from overt.law import acts, transitions
from overt.law import conditions as must
from overt.law.conditions import Condition
from overt.law.facts import AlertFacts, Facts, PassportFacts, PeopleFacts, RehearsalFacts, WatchlistFacts
from overt.law.form_one import omissions
from overt.law.permissions import PERMISSIONS
from overt.law.roles import Role
from overt.law.states import Kind, Source, State
from overt.records.models import (
    Advice,
    Alert,
    Application,
    ApplicationFile,
    Consent,
    Deployment,
    PictureState,
    ResumeProposal,
    SpaceSignature,
    UploadState,
    WatchlistEntry,
    WatchlistPicture,
    WatchlistUpload,
)
from overt.records.queries.authority import authority_is_unchanged, ends_at_of
from overt.records.queries.evaluations import tested_until
from overt.records.queries.packs import pack_in_force, pack_of

IN_PROGRESS = (State.AUTHORISED, State.LIVE, State.HALTED)
CHEAP = frozenset(
    {
        must.actor_has_not_given_a_view,
        must.actor_is_not_the_proposer,
        must.actor_is_not_the_grantee,
        must.actor_is_operator_or_the_operator_has_viewed,
        must.window_is_in_order,
        must.window_is_not_over,
        must.window_has_begun,
        must.window_is_over,
        must.watchlist_is_sealed,
        must.watchlist_is_not_sealed,
        must.watchlist_is_destroyed,
        must.watchlist_is_not_destroyed,
        must.views_are_recorded_or_the_exception_is_explained,
        must.entries_are_within_the_condition,
        must.false_alerts_are_below_the_condition,
        must.false_alerts_have_reached_the_condition,
        must.alert_is_not_engaged,
        must.alert_is_engaged,
        must.outcome_is_not_recorded,
        must.operator_has_not_viewed,
        must.alert_is_not_claimed_by_another_operator,
        must.alert_was_sent_to_the_officer,
        must.alert_is_not_sent_to_this_officer_yet,
        must.actor_has_given_a_view,
        must.actor_has_not_recorded_the_factors,
        must.actor_has_not_decided,
        must.actor_did_not_propose_the_hold,
        must.trial_data_is_not_held,
        must.trial_is_looked_at_by_who_evaluates_it,
        must.review_date_is_within_the_limit,
        must.no_hold_waits,
        must.a_hold_waits,
        must.alert_is_held,
        must.alert_is_not_held,
        must.actor_did_not_request_the_export,
        must.export_waits,
        must.alert_is_in_the_sample,
        must.alert_is_not_read_again,
        must.actor_owns_the_point,
        must.point_is_open,
        must.actor_holds_the_role_of_the_turn,
        must.actor_is_not_on_duty_in_that_role,
        must.actor_is_on_duty,
        must.break_at_the_console_is_over,
        must.operator_is_not_due_a_break,
        must.somebody_else_is_relieved,
        must.officer_is_on_duty,
        must.signer_holds_the_role_they_sign_for,
        must.signature_is_still_wanted,
        must.signer_has_not_signed_this_version,
        must.version_is_not_signed_by_its_authors_alone,
        must.reference_is_not_listed_yet,
        must.particulars_are_stated,
        must.category_is_on_the_closed_list,
        must.entry_outlasts_the_deployment,
        must.wanted_person_is_old_enough,
        must.pictures_are_recent_enough,
        must.subject_was_old_enough_in_the_pictures,
        must.picture_shows_nobody_else,
        must.list_is_committed_to,
        must.questions_about_lists_are_few,
        must.question_is_open,
        must.actor_did_not_ask_the_question,
        must.a_check_is_under_way,
        must.a_seed_was_recognised,
        must.integration_is_in_the_authority,
        must.it_is_a_rehearsal,
        must.volunteer_is_listed,
        must.mark_is_the_actors_own,
        must.mark_is_fresh,
    }
)
"""Conditions on the deployment's own row or on one alert: acts with no other need no counts of a long list."""


ON_FORM_ONE = frozenset(
    {
        must.application_is_complete,
        must.seriousness_is_not_the_only_reason,
        must.hours_are_within_the_longest_window,
        must.intelligence_case_is_attached,
        must.false_alerts_are_within_the_ceiling_or_justified,
        must.list_fits_its_purpose,
        must.advice_comes_before_the_request,
        must.public_is_told_in_advance,
    }
)
"""Conditions that look at what Form 1 still lacks."""


ON_DOCUMENTS = frozenset(
    {must.documents_exist, must.documents_are_in_date, must.documents_are_reviewed_for_this_deployment}
)
"""Conditions that look at the force's documents, which are many and change seldom."""

ON_COUNTS_SET = frozenset(
    {
        must.entries_are_within_the_condition,
        must.false_alerts_are_below_the_condition,
        must.false_alerts_have_reached_the_condition,
    }
)
"""Conditions that look at what the authority's own conditions count."""

ON_PREPARATIONS = frozenset({must.public_notice_is_out, must.briefing_is_attended, must.signs_are_in_place})
"""Conditions that look at notice, briefing and signs."""


ON_CHECKS = frozenset(
    {
        must.chain_is_checked,
        must.a_seed_is_listed,
        must.no_check_is_under_way,
        must.a_check_is_under_way,
        must.a_seed_was_recognised,
        must.unchecked_start_is_allowed,
    }
)
"""Conditions that look at the checks of the chain."""


def facts_about(by: Actor, action: str, deployment: Deployment | None) -> Facts:
    """Return what the law needs to decide on this act; roles are read anew, never taken from `by`.

    About a deployment only those roles are told that count for it (`overt.law.standing`), so no route goes round that.
    """
    facts = Facts(now=site.now(), actor=by.id, roles=held_roles(by), software=isinstance(by, Software))
    if deployment is None:
        return facts
    facts = with_current_roles(_with_deployment(facts, deployment), by, lambda: pack_of(deployment))
    conditions = conditions_of(action)
    if conditions & ON_DOCUMENTS:
        facts = replace(facts, documents=documents_facts(deployment, facts.now.date()))
    if conditions & ON_FORM_ONE:
        facts = replace(facts, omissions=omissions(application_of(deployment)))
    if conditions & ON_COUNTS_SET:
        facts = replace(facts, decision=counted_facts(facts, deployment))
    if conditions & ON_PREPARATIONS:
        facts = replace(facts, preparation=preparation_facts(deployment))
    if conditions & ON_CHECKS:
        facts = replace(facts, chain=chain_of(deployment, facts.now))
    return facts if conditions <= CHEAP else _with_counts(facts, deployment, conditions)


def conditions_of(action: str) -> frozenset[Condition]:
    """Return every condition the law has for an act: about the actor, the step and the state."""
    found = set(PERMISSIONS[action].conditions) if action in PERMISSIONS else set()
    if action in acts.ACTS:
        found.update(acts.ACTS[action].conditions)
    for row in transitions.TRANSITIONS:
        found.update(row.conditions if row.name == action else ())
    return frozenset(found)


def in_the_way_of_authority(by: Actor, deployment: Deployment) -> dict[Condition, str]:
    """Return what would have the law refuse an authority by this officer though all words were given, in sentences."""
    facts = facts_about(by, "authorise", deployment)
    said = replace(facts.decision, criteria_are_decided=True, advice_is_answered=True)
    facts = replace(facts, four_tests_are_answered=True, decision=said)
    return {one: one.said_of(facts) for one in transitions.DECIDED if not one.holds(facts)}


def in_the_way_of_start(by: Actor, deployment: Deployment) -> tuple[str, ...]:
    """Return, as sentences, what would have the law refuse a start by this person now."""
    facts = facts_about(by, "start", deployment)
    step = next(row for row in transitions.TRANSITIONS if row.name == "start")
    return tuple(one.said_of(facts) for one in step.conditions if not one.holds(facts))


def applicants_of(deployment: Deployment) -> frozenset[str]:
    """Return everybody who had a hand: created, answered, attached, advised, listed, reviewed, sealed or submitted."""
    hands: Iterable[tuple[str, str]] = deployment.entries.values_list("added_by", "reviewed_by").distinct()
    listed = {person for both in hands for person in both}
    named = {deployment.applicant, deployment.sealed_by, deployment.submitted_by, *listed}
    named.update(ApplicationFile.objects.filter(deployment=deployment).values_list("attached_by", flat=True))
    named.update(Advice.objects.filter(deployment=deployment).values_list("given_by", flat=True))
    written = Application.objects.filter(pk=deployment.pk).first()
    return frozenset(named.union(written.authors if written else ()) - {""})


def alert_facts(alert: Alert, *, reason_for_engaging_first: bool = False) -> AlertFacts:
    """Return who has recorded a view of one alert and how far it has come."""
    views = list(alert.views.values_list("person", "role", "factors"))
    roles = {role for _, role, _ in views}
    return AlertFacts(
        viewers=frozenset(person for person, _, _ in views),
        claimed_by=alert.claimed_by if on_duty(alert.deployment_id, alert.claimed_by, Role.OPERATOR) else "",
        assigned=frozenset(alert.assignments.values_list("officer", flat=True)),
        factored=frozenset(person for person, _, factors in views if factors),
        decided=frozenset(alert.decisions.values_list("officer", flat=True)),
        operator_has_viewed=Role.OPERATOR in roles,
        engagement_officer_has_viewed=Role.ENGAGEMENT_OFFICER in roles,
        reason_for_engaging_first=reason_for_engaging_first,
        engaged=hasattr(alert, "engagement"),
        outcome_recorded=hasattr(alert, "outcome"),
    )


def _with_deployment(facts: Facts, deployment: Deployment) -> Facts:
    mandate = deployment.engine_mandate_threshold
    return replace(
        facts,
        state=State(deployment.state),
        kind=Kind(deployment.kind),
        source=Source(deployment.source),
        proposers=_proposers(deployment),
        starts_at=deployment.starts_at,
        ends_at=ends_at_of(deployment),
        threshold=Decimal(deployment.threshold),
        threshold_is_justified=bool(deployment.threshold_justification.strip()),
        trial_plan_is_complete=_trial_plan_is_complete(deployment),
        watchlist=WatchlistFacts(
            sealed=deployment.sealed_at is not None,
            destroyed=deployment.watchlist_destroyed_at is not None,
        ),
        engine=PassportFacts(
            fit_for=frozenset(deployment.engine_fit_for),
            mandate_threshold=Decimal(mandate) if mandate else None,
        ),
    )


def _with_counts(facts: Facts, deployment: Deployment, conditions: frozenset[Condition]) -> Facts:
    pack = pack_of(deployment)
    return replace(
        facts,
        applicants=applicants_of(deployment),
        watchlist=_watchlist_facts(deployment),
        rehearsal=_rehearsal_facts(deployment),
        trials_before=_trials_before(deployment),
        trials_most=pack.whole("trial_deployments"),
        pack_is_unchanged=pack_in_force().digest == deployment.pack_digest,
        authority_is_unchanged=authority_is_unchanged(deployment),
        people=_people_facts(facts, deployment, conditions),
        decision=decision_facts(facts, deployment),
        engine=replace(facts.engine, tested_until=tested_until(deployment.engine, deployment.engine_digest, pack)),
    )


def _people_facts(facts: Facts, deployment: Deployment, conditions: frozenset[Condition]) -> PeopleFacts:
    asked = must.roles_are_filled in conditions
    return replace(
        facts.people,
        empty_roles=empty_roles(pack_of(deployment), facts.now) if asked else (),
        suitability_signers=suitability_signers(deployment),
    )


def _proposers(deployment: Deployment) -> frozenset[str]:
    """Return who proposed to resume since the latest halt."""
    if deployment.halted_at is None:
        return frozenset()
    proposals = ResumeProposal.objects.filter(
        deployment=deployment, used_at=None, proposed_at__gte=deployment.halted_at
    )
    return frozenset(proposals.values_list("proposed_by", flat=True))


def _trial_plan_is_complete(deployment: Deployment) -> bool:
    said = deployment.trial_hypothesis.strip() and deployment.trial_evaluation_plan.strip()
    ends = deployment.trial_ends_at
    return bool(said) and ends is not None and ends >= deployment.ends_at


def _trials_before(deployment: Deployment) -> int:
    if deployment.kind != Kind.TRIAL:
        return 0
    others = Deployment.objects.filter(kind=Kind.TRIAL, authorised_at__isnull=False).exclude(pk=deployment.pk)
    return others.exclude(started_at=None, state__in=(State.CANCELLED, State.EXPIRED)).count()


def _watchlist_facts(deployment: Deployment) -> WatchlistFacts:
    pictures = WatchlistPicture.objects.filter(entry__deployment=deployment, entry__withdrawn_at=None)
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    entries = set(listed.values_list("id", flat=True))
    consenting = set(Consent.objects.filter(deployment=deployment).values_list("entry", flat=True))
    return WatchlistFacts(
        sealed=deployment.sealed_at is not None,
        destroyed=deployment.watchlist_destroyed_at is not None,
        pictures_waiting=pictures.filter(state=PictureState.WAITING).count(),
        pictures_accepted=pictures.filter(state=PictureState.ACCEPTED).count(),
        entries=len(entries),
        entries_with_consent=len(entries & consenting),
        entries_unreviewed=listed.filter(reviewed_at=None).count(),
        uploads_waiting=WatchlistUpload.objects.filter(deployment=deployment, state=UploadState.WAITING).count(),
    )


def _rehearsal_facts(deployment: Deployment) -> RehearsalFacts:
    pack = pack_of(deployment)
    recordings = Deployment.objects.filter(source=Source.RECORDING, authorised_by=RECORDING_RULE, state__in=IN_PROGRESS)
    signatures = SpaceSignature.objects.filter(deployment=deployment)
    return RehearsalFacts(
        consent_is_stated=Consent.objects.filter(deployment=deployment, entry="").exists(),
        space_signers=frozenset(signatures.values_list("signed_by", flat=True)),
        camera_minutes_limit=pack.rehearsal_camera_minutes,
        recording_seconds=deployment.recording_seconds,
        recording_minutes_limit=pack.recording_minutes,
        recording_pictures_limit=pack.recording_pictures,
        recordings_in_progress=recordings.exclude(pk=deployment.pk).count(),
        recording_runs_limit=pack.recording_runs,
        operational_deployments_on_site=Deployment.objects.filter(kind=Kind.OPERATIONAL).count(),
    )
