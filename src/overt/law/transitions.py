"""A deployment's life as a table: each step, from where to where, what must be true first, and the clause it rests on.

Who may take a step stands in `permissions` under the same name. A step that is not in the table cannot be taken; no
step leads from one kind of deployment to another (M-79, M-88).
"""

from dataclasses import dataclass

from overt.law import conditions as must
from overt.law.conditions import Condition
from overt.law.errors import NotAllowed
from overt.law.facts import Facts
from overt.law.permissions import PERMISSIONS
from overt.law.roles import Role
from overt.law.states import Kind, State

EVERY_KIND = frozenset(Kind)
ENDED = (State.CLOSED, State.EXPIRED, State.CANCELLED)

DECIDED = (
    must.four_tests_are_answered,
    must.pack_is_unchanged,
    must.watchlist_is_sealed,
    must.watchlist_is_not_empty,
    must.window_is_in_order,
    must.window_is_not_over,
    must.engine_is_fit_for_this_kind,
    must.engine_is_tested_here,
    must.threshold_is_at_the_floor_or_justified,
    must.trial_has_a_plan,
    must.trial_programme_is_not_over,
    must.camera_rehearsal_is_short,
    must.controlled_space_is_signed_by_a_second_person,
    must.consent_covers_the_list,
    must.recording_has_stated_consent,
    must.technical_suitability_is_signed,
    must.documents_exist,
    must.documents_are_in_date,
    must.documents_are_reviewed_for_this_deployment,
    must.criteria_are_decided,
    must.young_entries_are_approved,
    must.advice_is_answered,
)
"""What must be true of an application in the moment an officer authorises it."""

AUTHORITY = (
    "M-06",
    "M-19",
    "M-23",
    "M-53",
    "M-63",
    "E-15",
    "E-25",
    "E-43",
    "E-52",
    "E-87",
    "E-88",
    "E-89",
    "E-91",
    "E-93",
    "E-99",
)
"""The clauses an officer's authority rests on."""


@dataclass(frozen=True)
class Transition:
    """One step: `name` is also the action's; every condition must hold in the moment of the step."""

    name: str
    from_states: frozenset[State]
    to_state: State
    conditions: tuple[Condition, ...]
    clauses: tuple[str, ...]
    kinds: frozenset[Kind] = EVERY_KIND

    @property
    def roles(self) -> frozenset[Role]:
        """Roles that may take this step (from the permission map)."""
        return PERMISSIONS[self.name].roles


def step(
    name: str,
    sources: tuple[State, ...],
    target: State,
    *conditions: Condition,
    because: tuple[str, ...],
    kinds: frozenset[Kind] = EVERY_KIND,
) -> Transition:
    """Write one row of the table."""
    return Transition(name, frozenset(sources), target, conditions, because, kinds)


TRANSITIONS: tuple[Transition, ...] = (
    step(
        "submit",
        (State.DRAFT,),
        State.SUBMITTED,
        must.pack_is_unchanged,
        must.watchlist_is_sealed,
        must.watchlist_is_not_empty,
        must.window_is_not_over,
        must.engine_is_fit_for_this_kind,
        must.threshold_is_at_the_floor_or_justified,
        must.trial_has_a_plan,
        must.trial_programme_is_not_over,
        must.camera_rehearsal_is_short,
        must.roles_are_filled,
        must.documents_exist,
        must.documents_are_in_date,
        must.documents_are_reviewed_for_this_deployment,
        must.application_is_complete,
        must.seriousness_is_not_the_only_reason,
        must.hours_are_within_the_longest_window,
        must.intelligence_case_is_attached,
        must.false_alerts_are_within_the_ceiling_or_justified,
        must.list_fits_its_purpose,
        must.advice_comes_before_the_request,
        must.public_is_told_in_advance,
        because=(
            *("M-06", "M-21", "M-27", "M-29", "M-38", "M-40", "M-41", "M-53", "M-55", "M-63", "M-64", "M-76", "M-78"),
            *("M-92", "M-96", "E-01", "E-03", "E-15", "E-20", "E-25", "E-29", "E-40", "E-85", "E-89", "E-90", "E-91"),
            *("E-94", "E-105", "E-110"),
        ),
    ),
    step("withdraw", (State.DRAFT, State.SUBMITTED), State.WITHDRAWN, because=("E-85",)),
    step("refuse", (State.SUBMITTED,), State.REFUSED, because=("E-87",)),
    step("authorise", (State.SUBMITTED,), State.AUTHORISED, *DECIDED, because=AUTHORITY),
    # Where the law pack has it: an authority that is over unless an Authorising Officer confirms it in time.
    step("authorise_urgently", (State.SUBMITTED,), State.AUTHORISED, *DECIDED, because=AUTHORITY),
    # Nobody signs this one: it rests on stated consent and the pack's limits, and says so wherever it is shown.
    step(
        "authorise_recording",
        (State.SUBMITTED,),
        State.AUTHORISED,
        must.source_is_a_recording,
        must.recording_has_stated_consent,
        must.recording_is_short,
        must.recording_list_is_small,
        must.no_other_recording_is_in_progress,
        must.site_has_no_operational_deployment,
        must.pack_is_unchanged,
        must.watchlist_is_sealed,
        must.watchlist_is_not_empty,
        must.window_is_not_over,
        must.engine_is_fit_for_this_kind,
        must.threshold_is_at_the_floor_or_justified,
        because=("M-88", "M-46"),
        kinds=frozenset({Kind.REHEARSAL}),
    ),
    step("cancel", (State.AUTHORISED,), State.CANCELLED, because=("E-87", "E-98")),
    step(
        "void",
        (State.AUTHORISED, State.LIVE, State.HALTED),
        State.CANCELLED,
        must.authority_is_changed,
        because=("E-87", "E-88"),
    ),
    step(
        "start",
        (State.AUTHORISED,),
        State.LIVE,
        must.authority_is_unchanged,
        must.pack_is_unchanged,
        must.window_has_begun,
        must.window_is_not_over,
        must.entries_are_within_the_condition,
        must.public_notice_is_out,
        must.briefing_is_attended,
        must.signs_are_in_place,
        must.no_check_is_under_way,
        must.chain_is_checked,
        because=("E-87", "E-29", "E-30", "E-97", "M-82", "M-102"),
    ),
    step("halt", (State.LIVE,), State.HALTED, because=("E-97", "E-98")),
    step(
        "resume",
        (State.HALTED,),
        State.LIVE,
        must.a_resume_was_proposed,
        must.silver_is_one_of_the_two_after_red,
        must.resuming_after_red_says_why,
        must.authority_is_unchanged,
        must.pack_is_unchanged,
        must.window_is_not_over,
        must.entries_are_within_the_condition,
        must.false_alerts_are_below_the_condition,
        because=("E-87", "E-90", "E-98"),
    ),
    step(
        "close_on_condition",
        (State.LIVE, State.HALTED),
        State.CLOSED,
        must.false_alerts_have_reached_the_condition,
        because=("E-87", "E-90"),
    ),
    step("close", (State.LIVE, State.HALTED), State.CLOSED, because=("E-87", "M-69")),
    step(
        "expire",
        (State.DRAFT, State.SUBMITTED, State.AUTHORISED, State.LIVE, State.HALTED),
        State.EXPIRED,
        must.window_is_over,
        because=("E-87",),
    ),
    step("review", ENDED, State.REVIEWED, must.watchlist_is_destroyed, because=("E-96", "M-73", "M-69")),
    step("publish", (State.REVIEWED,), State.PUBLISHED, because=("M-73", "M-83")),
)


def allowed(state: State | str, name: str) -> Transition:
    """Return the step of this name out of this state.

    Raises:
        NotAllowed: the table has no such step.
    """
    for transition in TRANSITIONS:
        if transition.name == name and state in transition.from_states:
            return transition
    raise NotAllowed("wrong_state", f"A deployment that is {State(state).value} has no step called {name}.")


def check(name: str, facts: Facts) -> Transition:
    """Return the step if everything that must be true first is true.

    Raises:
        NotAllowed: no such step from this state or for this kind, or a condition does not hold.
    """
    if facts.state is None or facts.kind is None:
        raise NotAllowed("no_deployment", "A step needs a deployment.")
    transition = allowed(facts.state, name)
    if facts.kind not in transition.kinds:
        raise NotAllowed("wrong_kind", f"A deployment of kind {facts.kind.value} has no step called {name}.")
    for condition in transition.conditions:
        if not condition.holds(facts):
            raise NotAllowed(condition.name, condition.said_of(facts))
    return transition
