"""Every condition of the law with facts for which it holds, and with facts beside them for which it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from overt.law.conditions import CONDITIONS
from overt.law.facts import (
    AlertFacts,
    AuditFacts,
    BlueListFacts,
    CeilingFacts,
    ChainFacts,
    DecisionFacts,
    DocumentsFacts,
    DutyFacts,
    EvaluationFacts,
    ExportFacts,
    Facts,
    HoldFacts,
    LawPackFacts,
    ListingFacts,
    MembershipFacts,
    PassportFacts,
    PeopleFacts,
    PreparationFacts,
    RehearsalFacts,
    ReviewFacts,
    SigningFacts,
    WatchlistFacts,
)
from overt.law.form_one import Omission
from overt.law.preparations import BRIEFED_ROLES
from overt.law.roles import Role
from overt.law.states import Kind, Source, State

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ME, OTHER = frozenset({"me"}), frozenset({"somebody"})
NOBODY: frozenset[str] = frozenset()
OPERATOR, SILVER, OFFICER = Role.OPERATOR, Role.SILVER, Role.ENGAGEMENT_OFFICER
KINDS = (Kind.REHEARSAL, Kind.TRIAL, Kind.OPERATIONAL)
NAMES = {
    "alert": AlertFacts,
    "audit": AuditFacts,
    "blue_list": BlueListFacts,
    "ceiling": CeilingFacts,
    "chain": ChainFacts,
    "decision": DecisionFacts,
    "documents": DocumentsFacts,
    "duty": DutyFacts,
    "engine": PassportFacts,
    "evaluation": EvaluationFacts,
    "export": ExportFacts,
    "hold": HoldFacts,
    "law_pack": LawPackFacts,
    "listing": ListingFacts,
    "membership": MembershipFacts,
    "people": PeopleFacts,
    "preparation": PreparationFacts,
    "rehearsal": RehearsalFacts,
    "review": ReviewFacts,
    "signing": SigningFacts,
    "watchlist": WatchlistFacts,
}

Said = dict[str, object]
"""Facts by name; those of a part as `part.name`, and anything not said is as it is by default."""


OVER: Said = {
    "kind": Kind.TRIAL,
    "state": State.CLOSED,
    "roles": frozenset({SILVER}),
    "alert.operator_has_viewed": True,
}
"""A trial that is over, one of its alerts viewed by its operator, and somebody who does not evaluate it."""


def facts(said: Said) -> Facts:
    parts: dict[str, dict[str, object]] = {}
    whole: dict[str, object] = {"kind": Kind.OPERATIONAL}
    for name, value in said.items():
        part, dot, field = name.partition(".")
        if dot:
            parts.setdefault(part, {})[field] = value
        else:
            whole[name] = value
    made = {part: NAMES[part](**fields) for part, fields in parts.items()}  # type: ignore[arg-type]
    return replace(Facts(NOW, "me"), **whole, **made)  # type: ignore[arg-type]


def omission(code: str, *, stops: bool = True) -> tuple[Omission, ...]:
    return (Omission(code, "case.words", f"About {code}.", (), stops),)


def true(name: str) -> tuple[list[Said], list[Said]]:
    return [{name: True}], [{name: False}]


def false(name: str) -> tuple[list[Said], list[Said]]:
    return [{name: False}], [{name: True}]


def me(name: str) -> tuple[list[Said], list[Said]]:
    return [{name: ME}, {name: ME | OTHER}], [{name: OTHER}, {name: NOBODY}]


def not_me(name: str) -> tuple[list[Said], list[Said]]:
    return [{name: OTHER}, {name: NOBODY}], [{name: ME}, {name: ME | OTHER}]


def not_this_person(name: str) -> tuple[list[Said], list[Said]]:
    return [{name: "somebody"}, {name: ""}], [{name: "me"}]


def but_in_a_rehearsal(name: str, good: object, bad: object) -> tuple[list[Said], list[Said]]:
    holds: list[Said] = [{"kind": kind, name: good} for kind in KINDS]
    bound = [kind for kind in KINDS if kind is not Kind.REHEARSAL]
    return [*holds, {"kind": Kind.REHEARSAL, name: bad}], [{"kind": kind, name: bad} for kind in bound]


def none_of(code: str) -> tuple[list[Said], list[Said]]:
    others = omission("another")
    return [{"omissions": ()}, {"omissions": others}], [{"omissions": others + omission(code)}]


def documents(name: str) -> tuple[list[Said], list[Said]]:
    wrong: Said = {f"documents.{name}": ("DPIA: none",)}
    bound = [kind for kind in KINDS if kind is not Kind.REHEARSAL]
    fine: list[Said] = [{"kind": kind, f"documents.{name}": ()} for kind in KINDS]
    unknown: list[Said] = [{"kind": kind, "documents": None} for kind in bound]
    free: list[Said] = [{"kind": Kind.REHEARSAL, **wrong}, {"kind": Kind.REHEARSAL, "documents": None}]
    return [*fine, *free], [*({"kind": kind, **wrong} for kind in bound), *unknown]


def on_a_camera(good: Said, *bad: Said) -> tuple[list[Said], list[Said]]:
    """A rule for rehearsals on a live camera, and for nothing else."""
    free: list[Said] = [{"kind": kind, **one} for kind in (Kind.TRIAL, Kind.OPERATIONAL) for one in bad]
    free += [{"kind": Kind.REHEARSAL, "source": Source.DRAWN, **one} for one in bad]
    here: Said = {"kind": Kind.REHEARSAL, "source": Source.CAMERA}
    return [here | good, *free], [here | one for one in bad]


OMITTED = {
    "seriousness_is_not_the_only_reason": "seriousness_alone",
    "hours_are_within_the_longest_window": "hours_too_long",
    "intelligence_case_is_attached": "intelligence_case_not_attached",
    "false_alerts_are_within_the_ceiling_or_justified": "false_alerts_over_the_ceiling",
    "list_fits_its_purpose": "list_off_its_purpose",
    "public_is_told_in_advance": "notice_too_late",
}

EACH: dict[str, tuple[list[Said], list[Said]]] = {
    # The person who acts.
    "actor_is_not_an_applicant": not_me("applicants"),
    "actor_is_not_the_proposer": not_me("proposers"),
    "actor_is_not_the_pack_proposer": not_this_person("law_pack.proposer"),
    "actor_is_not_the_grantee": not_this_person("granted_to"),
    "actor_is_not_the_person_concerned": not_this_person("granted_to"),
    "another_factor_remains_or_no_role_decides": (
        [
            {"people.other_factors": 1, "roles": frozenset({Role.AUTHORISING_OFFICER})},
            {"roles": frozenset({Role.OVERSEER})},
        ],
        [{"people.other_factors": 0, "roles": frozenset({Role.AUTHORISING_OFFICER})}],
    ),
    # Alerts.
    "actor_has_not_given_a_view": not_me("alert.viewers"),
    "actor_has_given_a_view": me("alert.viewers"),
    "actor_has_not_recorded_the_factors": not_me("alert.factored"),
    "actor_has_not_decided": not_me("alert.decided"),
    "operator_has_not_viewed": false("alert.operator_has_viewed"),
    "alert_is_not_engaged": false("alert.engaged"),
    "alert_is_engaged": true("alert.engaged"),
    "outcome_is_not_recorded": false("alert.outcome_recorded"),
    "actor_is_operator_or_the_operator_has_viewed": (
        [{"roles": frozenset({OPERATOR})}, {"roles": frozenset({OFFICER}), "alert.operator_has_viewed": True}],
        [{"roles": frozenset({OFFICER})}],
    ),
    "views_are_recorded_or_the_exception_is_explained": (
        [
            {"alert.operator_has_viewed": True, "alert.engagement_officer_has_viewed": True, "alert.viewers": ME},
            {"alert.reason_for_engaging_first": True},
        ],
        [
            {"alert.operator_has_viewed": True, "alert.engagement_officer_has_viewed": True, "alert.viewers": OTHER},
            {"alert.operator_has_viewed": True, "alert.viewers": ME},
            {"alert.engagement_officer_has_viewed": True, "alert.viewers": ME},
        ],
    ),
    "alert_is_not_claimed_by_another_operator": (
        [
            {"roles": frozenset({OPERATOR}), "alert.claimed_by": "me"},
            {"roles": frozenset({OPERATOR}), "alert.claimed_by": ""},
            {"roles": frozenset({OPERATOR}), "alert.claimed_by": "somebody", "alert.operator_has_viewed": True},
            {"roles": frozenset({OFFICER}), "alert.claimed_by": "somebody"},
        ],
        [{"roles": frozenset({OPERATOR}), "alert.claimed_by": "somebody"}],
    ),
    "alert_was_sent_to_the_officer": (
        [{"roles": frozenset({OFFICER}), "alert.assigned": ME}]
        + [{"roles": frozenset({role, OFFICER})} for role in (OPERATOR, SILVER, Role.DPO)],
        [{"roles": frozenset({OFFICER}), "alert.assigned": OTHER}],
    ),
    "alert_is_not_sent_to_this_officer_yet": (
        [{"duty.officer": "other", "alert.assigned": OTHER}],
        [{"duty.officer": "somebody", "alert.assigned": OTHER}],
    ),
    # The application.
    "application_is_complete": (
        [
            {"omissions": ()},
            {"omissions": omission("remark", stops=False)},
            {"omissions": omission("seriousness_alone")},
        ],
        [{"omissions": None}, {"omissions": omission("case.words")}],
    ),
    **{name: none_of(code) for name, code in OMITTED.items()},
    "advice_comes_before_the_request": (
        [{"omissions": ()}, {"omissions": omission("another")}],
        [{"omissions": omission("legal_advice_missing")}, {"omissions": omission("team_advice_missing")}],
    ),
    # Audits.
    "actor_is_on_the_audits_side": (
        [
            {"audit.of_panel": True, "roles": frozenset({Role.OVERSEER})},
            {"audit.of_panel": False, "roles": frozenset({Role.DPO})},
        ],
        [
            {"audit.of_panel": False, "roles": frozenset({Role.OVERSEER, Role.DPO})},
            {"audit.of_panel": True, "roles": frozenset({Role.DPO})},
        ],
    ),
    "audited_act_is_of_somebody_else": not_this_person("audit.acted_by"),
    "audit_is_not_drawn_yet": false("audit.drawn"),
    "audit_is_open": (
        [{"audit.drawn": True}],
        [{"audit.drawn": False}, {"audit.drawn": True, "audit.published": True}],
    ),
    "everything_sampled_is_judged": ([{"audit.unjudged": 0}], [{"audit.unjudged": 1}]),
    # The authority.
    "four_tests_are_answered": true("four_tests_are_answered"),
    "authority_is_unchanged": true("authority_is_unchanged"),
    "authority_is_changed": false("authority_is_unchanged"),
    "a_resume_was_proposed": ([{"proposers": OTHER}], [{"proposers": NOBODY}]),
    "pack_is_unchanged": true("pack_is_unchanged"),
    # The decision.
    "young_entries_are_approved": ([{"decision.young_unapproved": 0}], [{"decision.young_unapproved": 1}]),
    "entry_may_be_young": true("decision.entry_is_young"),
    "entry_is_not_approved_yet": false("decision.entry_is_approved"),
    "criteria_are_decided": but_in_a_rehearsal("decision.criteria_are_decided", good=True, bad=False),
    "advice_is_answered": (
        [
            {"decision.advice_was_asked": False},
            {"decision.advice_was_asked": True, "decision.advice_is_answered": True},
        ],
        [{"decision.advice_was_asked": True}],
    ),
    "advice_was_not_asked": false("decision.advice_was_asked"),
    "advice_was_asked": true("decision.advice_was_asked"),
    "actor_has_not_advised": not_me("decision.advice_was_given_by"),
    "urgent_authority_is_known": (
        [{"roles": frozenset({SILVER, OPERATOR}), "decision.urgent_roles": frozenset({SILVER})}],
        [{"roles": frozenset({OPERATOR}), "decision.urgent_roles": frozenset({SILVER})}],
    ),
    "authority_waits_for_confirmation": true("decision.waits_for_confirmation"),
    "actor_did_not_authorise": not_this_person("decision.authorised_by"),
    "entries_are_within_the_condition": (
        [{"decision.entries": 9}, {"decision.entries": 5, "decision.entries_limit": 5}],
        [{"decision.entries": 6, "decision.entries_limit": 5}],
    ),
    "false_alerts_are_below_the_condition": (
        [{"decision.false_alerts": 9}, {"decision.false_alerts": 4, "decision.false_alerts_limit": 5}],
        [{"decision.false_alerts": 5, "decision.false_alerts_limit": 5}],
    ),
    "false_alerts_have_reached_the_condition": (
        [{"decision.false_alerts": 5, "decision.false_alerts_limit": 5}],
        [{"decision.false_alerts": 9}, {"decision.false_alerts": 4, "decision.false_alerts_limit": 5}],
    ),
    # Documents.
    "documents_exist": documents("missing"),
    "documents_are_in_date": documents("out_of_date"),
    "documents_are_reviewed_for_this_deployment": documents("not_reviewed"),
    "signer_holds_the_role_they_sign_for": (
        [{"signing.role": SILVER, "roles": frozenset({SILVER})}],
        [{"signing.role": SILVER, "roles": frozenset({OPERATOR})}],
    ),
    "signature_is_still_wanted": (
        [{"signing.role": SILVER, "signing.wanted": frozenset({SILVER})}],
        [{"signing.role": SILVER, "signing.wanted": frozenset({OPERATOR})}],
    ),
    "signer_has_not_signed_this_version": not_me("signing.signers"),
    "version_is_not_signed_by_its_authors_alone": (
        [
            {"signing.role": SILVER, "signing.wanted": frozenset({SILVER, OPERATOR}), "signing.authors": ME},
            {"signing.role": SILVER, "signing.wanted": frozenset({SILVER}), "signing.authors": OTHER},
            {"signing.role": SILVER, "signing.authors": ME, "signing.signers": OTHER},
        ],
        [
            {"signing.role": SILVER, "signing.wanted": frozenset({SILVER}), "signing.authors": ME},
            {"signing.role": SILVER, "signing.authors": ME | OTHER, "signing.signers": OTHER},
        ],
    ),
    # Duty.
    "actor_holds_the_role_of_the_turn": (
        [{"duty.role": SILVER, "roles": frozenset({SILVER})}],
        [{"duty.role": SILVER, "roles": frozenset({OPERATOR})}],
    ),
    "actor_is_not_on_duty_in_that_role": (
        [{"duty.role": SILVER, "duty.roles": frozenset({OPERATOR})}],
        [{"duty.role": SILVER, "duty.roles": frozenset({SILVER})}],
    ),
    "actor_is_on_duty": ([{"duty.roles": frozenset({SILVER})}], [{"duty.roles": frozenset()}]),
    "break_at_the_console_is_over": (
        [{"duty.role": OPERATOR}, {"duty.role": SILVER, "duty.break_is_due": True}],
        [{"duty.role": OPERATOR, "duty.break_is_due": True}],
    ),
    "operator_is_not_due_a_break": (
        [
            {"roles": frozenset({OPERATOR})},
            {"roles": frozenset({OFFICER}), "duty.break_is_due": True},
            {"roles": frozenset({OPERATOR}), "duty.break_is_due": True, "alert.claimed_by": "me"},
            {"roles": frozenset({OPERATOR}), "duty.break_is_due": True, "alert.operator_has_viewed": True},
        ],
        [{"roles": frozenset({OPERATOR}), "duty.break_is_due": True}],
    ),
    "somebody_else_is_relieved": (
        [{"duty.of_whom": "somebody"}],
        [{"duty.of_whom": "me"}, {"duty.of_whom": ""}],
    ),
    "officer_is_on_duty": true("duty.officer_is_on_duty"),
    "silver_is_one_of_the_two_after_red": (
        [
            {"ceiling.red": False},
            {"ceiling.red": True, "ceiling.silver_proposed": True},
            {"ceiling.red": True, "roles": frozenset({SILVER})},
        ],
        [{"ceiling.red": True, "roles": frozenset({Role.GOLD})}],
    ),
    "resuming_after_red_says_why": (
        [{"ceiling.red": False}, {"ceiling.red": True, "ceiling.reason_is_given": True}],
        [{"ceiling.red": True}],
    ),
    # The engine.
    "engine_is_fit_for_this_kind": (
        [{"kind": kind, "engine.fit_for": frozenset({kind.value})} for kind in KINDS],
        [{"kind": None, "engine.fit_for": frozenset({"trial"})}, {"engine.fit_for": frozenset({"trial"})}],
    ),
    "engine_is_tested_here": (
        [{"engine.tested_until": NOW + SECOND}, {"kind": Kind.TRIAL}, {"kind": Kind.REHEARSAL}],
        [{"engine.tested_until": NOW}, {"engine.tested_until": None}],
    ),
    "threshold_is_at_the_floor_or_justified": (
        [
            {"threshold": Decimal("0.60"), "engine.mandate_threshold": Decimal("0.60")},
            {"threshold_is_justified": True},
        ],
        [
            {"threshold": Decimal("0.59"), "engine.mandate_threshold": Decimal("0.60")},
            {"threshold": Decimal("0.90"), "engine.mandate_threshold": None},
        ],
    ),
    "actor_has_not_signed_the_operating_points": not_me("evaluation.signers"),
    "evaluation_is_of_the_engine_as_it_is": true("evaluation.is_of_the_engine_as_it_is"),
    # Evidence that leaves or stays.
    "actor_did_not_request_the_export": not_this_person("export.requester"),
    "export_waits": true("export.waits"),
    "actor_did_not_propose_the_hold": not_this_person("hold.proposer"),
    "trial_data_is_not_held": ([{"kind": Kind.OPERATIONAL}, {"kind": Kind.REHEARSAL}], [{"kind": Kind.TRIAL}]),
    "review_date_is_within_the_limit": true("hold.review_is_in_time"),
    "no_hold_waits": false("hold.waits"),
    "a_hold_waits": true("hold.waits"),
    "alert_is_held": true("hold.in_force"),
    "alert_is_not_held": false("hold.in_force"),
    # Listing.
    "particulars_are_stated": but_in_a_rehearsal("listing.is_stated", good=True, bad=False),
    "category_is_on_the_closed_list": but_in_a_rehearsal("listing.category_is_listed", good=True, bad=False),
    "entry_outlasts_the_deployment": false("listing.expires_too_soon"),
    "reference_is_not_listed_yet": false("listing.is_listed_already"),
    **{
        name: (
            [{"listing.refused": NOBODY}, {"listing.refused": frozenset({"another"})}],
            [{"listing.refused": frozenset({code, "another"})}],
        )
        for name, code in {
            "wanted_person_is_old_enough": "wanted_too_young",
            "pictures_are_recent_enough": "image_too_old",
            "subject_was_old_enough_in_the_pictures": "child_at_capture",
        }.items()
    },
    "every_entry_is_reviewed": but_in_a_rehearsal("watchlist.entries_unreviewed", good=0, bad=1),
    "picture_shows_nobody_else": true("listing.picture_shows_one_person"),
    # Questions about a list.
    "list_is_committed_to": true("membership.committed"),
    "questions_about_lists_are_few": (
        [{"membership.asked_lately": 2, "membership.limit": 3}],
        [{"membership.asked_lately": 3, "membership.limit": 3}],
    ),
    "question_is_open": true("membership.open"),
    "actor_did_not_ask_the_question": not_this_person("membership.asker"),
    # Preparation.
    "public_notice_is_out": (
        [{"preparation.notice_is_out": True}, {"preparation.lateness_is_explained": True}, {"kind": Kind.REHEARSAL}],
        [{}, {"kind": Kind.TRIAL}],
    ),
    "briefing_is_attended": (
        [
            {"preparation.briefed": ME, "preparation.briefed_roles": frozenset(BRIEFED_ROLES)},
            {"kind": Kind.REHEARSAL},
        ],
        [
            {"preparation.briefed": OTHER, "preparation.briefed_roles": frozenset(BRIEFED_ROLES)},
            *(
                {"preparation.briefed": ME, "preparation.briefed_roles": frozenset(BRIEFED_ROLES) - {role}}
                for role in BRIEFED_ROLES
            ),
        ],
    ),
    # The check of the chain before a start, other systems, known negatives.
    "chain_is_checked": (
        [
            {"chain.checked": True},
            {"chain.unchecked_is_allowed": True, "chain.unchecked_is_explained": True},
            {"source": Source.DRAWN},
            {"source": Source.RECORDING},
        ],
        [
            {},
            {"kind": Kind.REHEARSAL},
            {"chain.unchecked_is_allowed": True},
            {"chain.unchecked_is_explained": True},
            {"chain.seeds": 1, "chain.recognised": True},
        ],
    ),
    "a_seed_is_listed": ([{"chain.seeds": 1}], [{"chain.seeds": 0}]),
    "no_check_is_under_way": false("chain.under_way"),
    "a_check_is_under_way": true("chain.under_way"),
    "a_seed_was_recognised": true("chain.recognised"),
    "unchecked_start_is_allowed": true("chain.unchecked_is_allowed"),
    "volunteer_is_listed": true("blue_list.volunteer_is_listed"),
    "mark_is_the_actors_own": (
        [{"actor": "a", "blue_list.marked_by": "a"}],
        [{"actor": "a", "blue_list.marked_by": "b"}, {"actor": "a"}, {"actor": "", "blue_list.marked_by": ""}],
    ),
    "mark_is_fresh": true("blue_list.mark_is_fresh"),
    "integration_is_in_the_authority": true("integration_is_in_the_authority"),
    "it_is_a_rehearsal": (
        [{"kind": Kind.REHEARSAL}],
        [{"kind": Kind.TRIAL}, {"kind": Kind.OPERATIONAL}],
    ),
    "signs_are_in_place": but_in_a_rehearsal("preparation.signs_are_up", good=True, bad=False),
    # Rehearsals.
    "controlled_space_is_signed_by_a_second_person": on_a_camera(
        {"rehearsal.space_signers": OTHER, "applicants": ME},
        {"rehearsal.space_signers": NOBODY},
        {"rehearsal.space_signers": ME, "applicants": ME},
    ),
    "consent_covers_the_list": on_a_camera(
        {"watchlist.entries": 2, "watchlist.entries_with_consent": 2},
        {"watchlist.entries": 2, "watchlist.entries_with_consent": 1},
    ),
    "camera_rehearsal_is_short": on_a_camera(
        {"starts_at": NOW, "ends_at": NOW + 3600 * SECOND, "rehearsal.camera_minutes_limit": 60},
        {"starts_at": NOW, "ends_at": NOW + 3601 * SECOND, "rehearsal.camera_minutes_limit": 60},
        {"starts_at": None, "ends_at": NOW, "rehearsal.camera_minutes_limit": 60},
        {"starts_at": NOW, "ends_at": None, "rehearsal.camera_minutes_limit": 60},
    ),
    "recording_has_stated_consent": (
        [
            {"source": Source.RECORDING, "rehearsal.consent_is_stated": True},
            {"source": Source.CAMERA},
            {"source": Source.DRAWN},
        ],
        [{"source": Source.RECORDING}],
    ),
    "source_is_a_recording": (
        [{"source": Source.RECORDING}],
        [{"source": Source.CAMERA}, {"source": Source.DRAWN}],
    ),
    "recording_is_short": (
        [
            {"rehearsal.recording_seconds": 1, "rehearsal.recording_minutes_limit": 15},
            {"rehearsal.recording_seconds": 900, "rehearsal.recording_minutes_limit": 15},
        ],
        [
            {"rehearsal.recording_seconds": 0, "rehearsal.recording_minutes_limit": 15},
            {"rehearsal.recording_seconds": 901, "rehearsal.recording_minutes_limit": 15},
        ],
    ),
    "recording_list_is_small": (
        [{"watchlist.pictures_accepted": 20, "rehearsal.recording_pictures_limit": 20}],
        [{"watchlist.pictures_accepted": 21, "rehearsal.recording_pictures_limit": 20}],
    ),
    "no_other_recording_is_in_progress": (
        [{"rehearsal.recordings_in_progress": 0, "rehearsal.recording_runs_limit": 1}],
        [{"rehearsal.recordings_in_progress": 1, "rehearsal.recording_runs_limit": 1}],
    ),
    "site_has_no_operational_deployment": (
        [{"rehearsal.operational_deployments_on_site": 0}],
        [{"rehearsal.operational_deployments_on_site": 1}],
    ),
    # The review.
    "alert_is_in_the_sample": true("review.alert_is_in_the_sample"),
    "alert_is_not_read_again": false("review.alert_is_read_again"),
    "actor_owns_the_point": ([{"review.owner": "me"}], [{"review.owner": "somebody"}, {"review.owner": ""}]),
    "point_is_open": false("review.point_is_done"),
    # The team.
    "roles_are_filled": (
        [
            {"people.empty_roles": ()},
            {"people.empty_roles": (SILVER,), "kind": Kind.REHEARSAL, "source": Source.DRAWN},
        ],
        [{"people.empty_roles": (SILVER,)}, {"people.empty_roles": (SILVER,), "kind": Kind.REHEARSAL}],
    ),
    "technical_suitability_is_signed": (
        [
            {"people.suitability_signers": OTHER, "applicants": ME},
            {"people.suitability_signers": NOBODY, "kind": Kind.REHEARSAL},
        ],
        [{"people.suitability_signers": NOBODY}, {"people.suitability_signers": ME, "applicants": ME}],
    ),
    "demonstration_holds_drawn_rehearsals_only": (
        [
            {"people.demonstration": False},
            {"people.demonstration": True, "kind": Kind.REHEARSAL, "source": Source.DRAWN},
        ],
        [
            {"people.demonstration": True, "kind": Kind.REHEARSAL, "source": Source.CAMERA},
            {"people.demonstration": True, "kind": Kind.TRIAL, "source": Source.DRAWN},
        ],
    ),
    # Trials.
    "trial_has_a_plan": (
        [{"kind": Kind.TRIAL, "trial_plan_is_complete": True}, {"kind": Kind.OPERATIONAL}],
        [{"kind": Kind.TRIAL}],
    ),
    "trial_programme_is_not_over": (
        [{"kind": Kind.TRIAL, "trials_before": 9, "trials_most": 10}, {"kind": Kind.REHEARSAL, "trials_before": 9}],
        [{"kind": Kind.TRIAL, "trials_before": 10, "trials_most": 10}],
    ),
    "trial_is_looked_at_by_who_evaluates_it": (
        [
            {**OVER, "roles": frozenset({SILVER, Role.EVALUATOR})},
            {**OVER, "state": State.LIVE},
            {**OVER, "state": State.HALTED},
            {**OVER, "kind": Kind.OPERATIONAL},
            {**OVER, "alert.operator_has_viewed": False},
            {**OVER, "alert.assigned": ME},
        ],
        [OVER, {**OVER, "alert.assigned": OTHER}, {**OVER, "alert.assigned": ME, "alert.engaged": True}],
    ),
    # The list.
    "watchlist_is_sealed": true("watchlist.sealed"),
    "watchlist_is_not_sealed": false("watchlist.sealed"),
    "watchlist_is_not_empty": ([{"watchlist.pictures_accepted": 1}], [{"watchlist.pictures_accepted": 0}]),
    "no_picture_is_waiting": ([{"watchlist.pictures_waiting": 0}], [{"watchlist.pictures_waiting": 1}]),
    "no_upload_is_waiting": ([{"watchlist.uploads_waiting": 0}], [{"watchlist.uploads_waiting": 1}]),
    "watchlist_is_destroyed": true("watchlist.destroyed"),
    "watchlist_is_not_destroyed": false("watchlist.destroyed"),
    # The hours.
    "window_is_in_order": (
        [{"starts_at": NOW, "ends_at": NOW + SECOND}],
        [
            {"starts_at": NOW, "ends_at": NOW},
            {"starts_at": NOW + SECOND, "ends_at": NOW},
            {"starts_at": None, "ends_at": NOW},
            {"starts_at": NOW, "ends_at": None},
        ],
    ),
    "window_is_not_over": (
        [{"ends_at": NOW + SECOND}],
        [{"ends_at": NOW}, {"ends_at": None}],
    ),
    "window_has_begun": (
        [{"starts_at": NOW}, {"starts_at": NOW - SECOND}],
        [{"starts_at": NOW + SECOND}, {"starts_at": None}],
    ),
    "window_is_over": (
        [{"ends_at": NOW}, {"ends_at": NOW - SECOND}],
        [{"ends_at": NOW + SECOND}, {"ends_at": None}],
    ),
}


def test_the_table_has_every_condition_and_no_other() -> None:
    assert set(EACH) == set(CONDITIONS)
    assert all(CONDITIONS[name].name == name for name in EACH)


@pytest.mark.parametrize("name", EACH)
def test_a_condition_holds_for_these_facts_and_not_for_those_beside_them(name: str) -> None:
    holds, does_not = EACH[name]
    assert [CONDITIONS[name].holds(facts(said)) for said in holds] == [True] * len(holds)
    assert [CONDITIONS[name].holds(facts(said)) for said in does_not] == [False] * len(does_not)


@pytest.mark.parametrize("name", EACH)
def test_a_condition_that_does_not_hold_says_so_in_a_sentence(name: str) -> None:
    condition = CONDITIONS[name]
    for said in EACH[name][1]:
        words = condition.said_of(facts(said))
        assert words.startswith(condition.sentence)
        assert (words == condition.sentence) is (condition.details is None)
        assert words.endswith((".", "?"))


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("young_entries_are_approved", {"decision.young_unapproved": 1}, "1 waits for your approval: "),
        ("young_entries_are_approved", {"decision.young_unapproved": 2}, "2 wait for your approval: "),
        (
            "entries_are_within_the_condition",
            {"decision.entries": 6, "decision.entries_limit": 5},
            "It allows 5, and the list has 6: withdraw some.",
        ),
        ("documents_exist", {"documents.missing": ("DPIA", "EIA")}, "They are: DPIA; EIA."),
        ("documents_are_in_date", {"documents.out_of_date": ("DPIA",)}, "They are: DPIA."),
        ("documents_are_in_date", {"documents": None}, "How they stand is not known."),
        ("documents_are_reviewed_for_this_deployment", {"documents.not_reviewed": ("CIA",)}, "They are: CIA."),
        ("application_is_complete", {"omissions": None}, "How it stands is not known."),
        (
            "application_is_complete",
            {"omissions": omission("a") + omission("b", stops=False) + omission("c")},
            "About a. About c.",
        ),
        (
            "briefing_is_attended",
            {"preparation.briefed": OTHER, "preparation.briefed_roles": frozenset({SILVER})},
            "Not on the list of those who attended: you, operator, engagement officer. Record who did.",
        ),
        (
            "briefing_is_attended",
            {"preparation.briefed": ME, "preparation.briefed_roles": frozenset({SILVER, OPERATOR})},
            "Not on the list of those who attended: engagement officer. Record who did.",
        ),
        (
            "roles_are_filled",
            {"people.empty_roles": (SILVER, OFFICER)},
            "Nobody whose training and acknowledgement are in date is: silver, engagement officer.",
        ),
    ],
)
def test_what_is_missing_is_named(name: str, said: Said, words: str) -> None:
    assert words in CONDITIONS[name].said_of(facts(said))
