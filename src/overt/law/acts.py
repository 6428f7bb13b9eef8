"""Acts that leave a deployment's state as it is: in which states each may be taken, and what must be true first.

Who may take an act stands in `permissions`. An act about a deployment that is in neither this table nor the table of
steps cannot be taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from overt.law import conditions as must
from overt.law.conditions import Condition
from overt.law.errors import NotAllowed
from overt.law.facts import Facts
from overt.law.states import State

PREPARING = frozenset({State.DRAFT, State.SUBMITTED})
ON_DUTY = frozenset({State.AUTHORISED, State.LIVE, State.HALTED})
AFTER_A_START = frozenset(
    {State.LIVE, State.HALTED, State.CLOSED, State.EXPIRED, State.CANCELLED, State.REVIEWED, State.PUBLISHED}
)
ANY = frozenset(State)
ENDED = AFTER_A_START - {State.LIVE, State.HALTED}
OVER = ANY - PREPARING - ON_DUTY


@dataclass(frozen=True)
class ActRule:
    """When one act may be taken: any of `states`, with every condition true."""

    states: frozenset[State]
    conditions: tuple[Condition, ...] = ()


def during(states: frozenset[State] | State, *conditions: Condition) -> ActRule:
    """Write one row of the table."""
    return ActRule(frozenset({states}) if isinstance(states, State) else states, conditions)


ACTS: Mapping[str, ActRule] = MappingProxyType(
    {
        "add_to_watchlist": during(
            State.DRAFT,
            must.watchlist_is_not_sealed,
            must.reference_is_not_listed_yet,
            must.particulars_are_stated,
            must.category_is_on_the_closed_list,
            must.entry_outlasts_the_deployment,
            must.wanted_person_is_old_enough,
            must.pictures_are_recent_enough,
            must.subject_was_old_enough_in_the_pictures,
        ),
        "import_to_watchlist": during(State.DRAFT, must.watchlist_is_not_sealed),
        "upload_list": during(State.DRAFT, must.watchlist_is_not_sealed),
        "finish_upload": during(ANY),
        "show_entry": during(State.DRAFT, must.watchlist_is_not_sealed),
        "review_entry": during(State.DRAFT, must.watchlist_is_not_sealed),
        "disclose_picture": during(State.DRAFT, must.watchlist_is_not_sealed, must.picture_shows_nobody_else),
        "record_picture_check": during(State.DRAFT, must.watchlist_is_not_sealed),
        # Form 1. After the request nothing of it changes, but who looked at a file is still recorded.
        "change_plan": during(State.DRAFT),
        "save_application": during(State.DRAFT),
        "attach_intelligence": during(State.DRAFT),
        "remove_intelligence": during(State.DRAFT),
        "open_intelligence": during(ANY),
        "record_advice": during(State.DRAFT),
        "record_consent": during(PREPARING),
        "seal_watchlist": during(
            State.DRAFT,
            must.watchlist_is_not_sealed,
            must.no_upload_is_waiting,
            must.no_picture_is_waiting,
            must.watchlist_is_not_empty,
            must.every_entry_is_reviewed,
        ),
        "sign_controlled_space": during(PREPARING),
        "sign_technical_suitability": during(State.SUBMITTED),
        "ask_for_advice": during(State.SUBMITTED, must.advice_was_not_asked),
        "read_redacted": during(ANY, must.advice_was_asked),
        "give_advice": during(State.SUBMITTED, must.advice_was_asked, must.actor_has_not_advised),
        "approve_entry": during(State.SUBMITTED, must.entry_may_be_young, must.entry_is_not_approved_yet),
        "show_case": during(ON_DUTY | {State.SUBMITTED}, must.entry_may_be_young),
        "show_approvals": during(ANY),
        "confirm_authority": during(
            ON_DUTY, must.authority_waits_for_confirmation, must.window_is_not_over, must.authority_is_unchanged
        ),
        "review_authority": during(ON_DUTY),
        "record_preparation": during(ON_DUTY),
        # The check of the chain: the authority's own hours, cameras and engine, and volunteers only.
        "begin_check": during(
            State.AUTHORISED,
            must.authority_is_unchanged,
            must.pack_is_unchanged,
            must.window_has_begun,
            must.window_is_not_over,
            must.entries_are_within_the_condition,
            must.public_notice_is_out,
            must.signs_are_in_place,
            must.a_seed_is_listed,
            must.no_check_is_under_way,
        ),
        "take_check_warrant": during(
            State.AUTHORISED, must.window_has_begun, must.window_is_not_over, must.a_check_is_under_way
        ),
        "recognise_seed": during(State.AUTHORISED, must.a_check_is_under_way),
        "pass_check": during(State.AUTHORISED, must.a_check_is_under_way, must.a_seed_was_recognised),
        "stop_check": during(State.AUTHORISED),
        "explain_unchecked_start": during(State.AUTHORISED, must.unchecked_start_is_allowed),
        # A count by hand: committed to before the start, drawn after it, made while it runs.
        "commit_to_count": during(State.AUTHORISED),
        "draw_count": during(State.LIVE),
        "begin_counted_minute": during(State.LIVE),
        "end_counted_minute": during(AFTER_A_START),
        "export_form1": during(ANY - PREPARING - {State.WITHDRAWN}),
        "propose_resume": during(State.HALTED, must.window_is_not_over),
        "withdraw_entry": during(PREPARING | ON_DUTY),
        "begin_camera_run": during(ON_DUTY, must.window_is_not_over),
        "take_warrant": during(
            State.LIVE,
            must.window_has_begun,
            must.window_is_not_over,
            must.entries_are_within_the_condition,
            must.false_alerts_are_below_the_condition,
        ),
        "renew_camera_run": during(ANY),
        "end_camera_run": during(ANY),
        "record_clock_offset": during(ANY),
        "record_camera_settings": during(ANY),
        "record_comparison_stopped": during(ANY),
        "record_outage": during(ANY),
        "record_recovery": during(ANY),
        "record_camera_lost": during(ANY),
        # Duty: hours by role, breaks, who takes over, whom alerts reach.
        "go_on_duty": during(
            ON_DUTY,
            must.actor_holds_the_role_of_the_turn,
            must.actor_is_not_on_duty_in_that_role,
            must.break_at_the_console_is_over,
        ),
        "go_off_duty": during(ON_DUTY, must.actor_is_on_duty),
        "relieve": during(ON_DUTY, must.somebody_else_is_relieved, must.break_at_the_console_is_over),
        "post_officer": during(ON_DUTY, must.officer_is_on_duty),
        "watch_ceiling": during(State.LIVE),
        "name_integration": during(ON_DUTY, must.integration_is_in_the_authority),
        "end_integration": during(ANY),
        "read_by_integration": during(ON_DUTY),
        "tell_integrations": during(ON_DUTY),
        # What was sent while it was on duty is answered when it may be over.
        "record_telling": during(ANY),
        "raise_alert": during(State.LIVE, must.false_alerts_are_below_the_condition),
        # The Blue List while it runs: volunteers raise no alert, and whoever marks their passages is on duty.
        "recognise_volunteer": during(State.LIVE, must.volunteer_is_listed),
        "mark_seeded_passage": during(State.LIVE, must.actor_is_on_duty, must.volunteer_is_listed),
        "withdraw_seeded_mark": during(
            frozenset({State.LIVE, State.HALTED}), must.mark_is_the_actors_own, must.mark_is_fresh
        ),
        "show_alert": during(
            AFTER_A_START, must.alert_was_sent_to_the_officer, must.trial_is_looked_at_by_who_evaluates_it
        ),
        "claim_alert": during(
            AFTER_A_START,
            must.operator_has_not_viewed,
            must.alert_is_not_claimed_by_another_operator,
            must.operator_is_not_due_a_break,
        ),
        "adjudicate": during(
            AFTER_A_START,
            must.actor_is_operator_or_the_operator_has_viewed,
            must.alert_was_sent_to_the_officer,
            must.alert_is_not_claimed_by_another_operator,
            must.operator_is_not_due_a_break,
        ),
        # Known negatives: the law of an alert's first view, and rehearsals only.
        "mix_in_negative": during(State.LIVE, must.it_is_a_rehearsal),
        "show_negative": during(AFTER_A_START, must.it_is_a_rehearsal),
        "claim_negative": during(
            AFTER_A_START,
            must.it_is_a_rehearsal,
            must.operator_has_not_viewed,
            must.alert_is_not_claimed_by_another_operator,
            must.operator_is_not_due_a_break,
        ),
        "judge_negative": during(
            AFTER_A_START,
            must.it_is_a_rehearsal,
            must.operator_has_not_viewed,
            must.alert_is_not_claimed_by_another_operator,
            must.operator_is_not_due_a_break,
        ),
        "assign_alert": during(AFTER_A_START, must.officer_is_on_duty, must.alert_is_not_sent_to_this_officer_yet),
        "record_factors": during(AFTER_A_START, must.actor_has_given_a_view, must.actor_has_not_recorded_the_factors),
        "decide_engagement": during(
            AFTER_A_START,
            must.alert_was_sent_to_the_officer,
            must.actor_has_given_a_view,
            must.actor_has_not_decided,
        ),
        "record_engagement": during(
            AFTER_A_START, must.views_are_recorded_or_the_exception_is_explained, must.alert_is_not_engaged
        ),
        "record_outcome": during(AFTER_A_START, must.alert_is_engaged, must.outcome_is_not_recorded),
        # Documents of one deployment are written before the decision; the rest of their life goes on after it.
        "start_document": during(PREPARING),
        "save_draft": during(PREPARING),
        "finish_version": during(PREPARING),
        "sign_document": during(PREPARING),
        "record_review": during(PREPARING),
        "share_document": during(ANY),
        "record_reply": during(ANY),
        "attach_file": during(ANY),
        "open_attachment": during(ANY),
        "erase_attachment": during(ANY),
        "hand_over_document": during(ANY),
        "mark_for_publication": during(ANY),
        "withdraw_publication": during(ANY),
        "ask_about_list": during(ANY, must.list_is_committed_to, must.questions_about_lists_are_few),
        "answer_about_list": during(ANY, must.list_is_committed_to, must.question_is_open),
        "decline_about_list": during(ANY, must.question_is_open),
        "erase_watchlist": during(OVER | {State.DRAFT}, must.watchlist_is_not_destroyed),
        "erase_alert": during(AFTER_A_START, must.alert_is_not_held),
        "propose_hold": during(
            AFTER_A_START, must.trial_data_is_not_held, must.no_hold_waits, must.review_date_is_within_the_limit
        ),
        "agree_hold": during(AFTER_A_START, must.a_hold_waits),
        "request_export": during(AFTER_A_START),
        "release_export": during(AFTER_A_START, must.export_waits),
        "release_hold": during(AFTER_A_START, must.alert_is_held),
        "read_again": during(ENDED, must.alert_is_in_the_sample, must.alert_is_not_read_again),
        "add_learning_point": during(ENDED),
        "finish_learning_point": during(ENDED, must.actor_owns_the_point, must.point_is_open),
        "erase_due": during(ANY),
        "finish_erasures": during(ANY),
    }
)


def check(name: str, facts: Facts) -> None:
    """Say whether the act may be taken now.

    Raises:
        NotAllowed: the act has no rule, the state is not one of its states, or a condition does not hold.
    """
    rule = ACTS.get(name)
    if rule is None or facts.state is None:
        raise NotAllowed("no_rule", f"There is no rule for the act {name}.")
    if facts.state not in rule.states:
        raise NotAllowed("wrong_state", f"This cannot be done while the deployment is {facts.state.value}.")
    for condition in rule.conditions:
        if not condition.holds(facts):
            raise NotAllowed(condition.name, condition.said_of(facts))
