"""Every condition an act can have: a named predicate whose docstring is the sentence read when it does not hold.

A condition looks at `Facts` only; it never asks a database, a clock or a setting, so each can be tested alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from overt.law.facts import Facts
from overt.law.roles import Role
from overt.law.states import Kind, Source


@dataclass(frozen=True)
class Condition:
    """A named predicate: `sentence` says what is wrong when `holds` is false."""

    name: str
    sentence: str
    holds: Callable[[Facts], bool]


CONDITIONS: dict[str, Condition] = {}


def condition(holds: Callable[[Facts], bool]) -> Condition:
    """Make a predicate into a named condition and list it; its docstring is the sentence people read."""
    made = Condition(holds.__name__, " ".join((holds.__doc__ or "").split()), holds)
    CONDITIONS[made.name] = made
    return made


# About the person who acts.


@condition
def actor_is_not_an_applicant(facts: Facts) -> bool:
    """Who had a hand in the application cannot decide on it: another officer must."""
    return facts.actor not in facts.applicants


@condition
def actor_is_not_the_proposer(facts: Facts) -> bool:
    """Resuming takes two people: who proposed it cannot carry it out."""
    return facts.actor not in facts.proposers


@condition
def actor_is_not_the_grantee(facts: Facts) -> bool:
    """Nobody can give a role to themselves or take one from themselves."""
    return facts.actor != facts.granted_to


@condition
def actor_has_not_given_a_view(facts: Facts) -> bool:
    """You have already recorded your own view of this alert; a second one cannot be given."""
    return facts.actor not in facts.alert.viewers


# About the window of time.


@condition
def window_is_in_order(facts: Facts) -> bool:
    """The deployment's end is not after its start."""
    return facts.starts_at is not None and facts.ends_at is not None and facts.starts_at < facts.ends_at


@condition
def window_is_not_over(facts: Facts) -> bool:
    """The deployment's authorised hours have passed."""
    return facts.ends_at is not None and facts.now < facts.ends_at


@condition
def window_has_begun(facts: Facts) -> bool:
    """The deployment's authorised hours have not begun."""
    return facts.starts_at is not None and facts.starts_at <= facts.now


@condition
def window_is_over(facts: Facts) -> bool:
    """The deployment's authorised hours have not passed yet."""
    return facts.ends_at is not None and facts.ends_at <= facts.now


# About the watchlist.


@condition
def watchlist_is_sealed(facts: Facts) -> bool:
    """The watchlist is not sealed."""
    return facts.watchlist.sealed


@condition
def watchlist_is_not_sealed(facts: Facts) -> bool:
    """The watchlist is sealed: it can only shrink. Nothing may be added or checked again."""
    return not facts.watchlist.sealed


@condition
def watchlist_is_not_empty(facts: Facts) -> bool:
    """The watchlist holds no accepted picture."""
    return facts.watchlist.pictures_accepted > 0


@condition
def no_picture_is_waiting(facts: Facts) -> bool:
    """Some pictures of the watchlist have not been checked yet."""
    return facts.watchlist.pictures_waiting == 0


@condition
def watchlist_is_destroyed(facts: Facts) -> bool:
    """The watchlist is not destroyed yet: erase it first."""
    return facts.watchlist.destroyed


@condition
def watchlist_is_not_destroyed(facts: Facts) -> bool:
    """The watchlist is destroyed already."""
    return not facts.watchlist.destroyed


# About the authority.


@condition
def four_tests_are_answered(facts: Facts) -> bool:
    """Proportionality, legality, accountability and necessity must all be answered."""
    return facts.four_tests_are_answered


@condition
def authority_is_unchanged(facts: Facts) -> bool:
    """What was authorised and what is recorded now differ, so the authority is void."""
    return facts.authority_is_unchanged


@condition
def authority_is_changed(facts: Facts) -> bool:
    """What was authorised and what is recorded now are the same: there is nothing to void."""
    return not facts.authority_is_unchanged


@condition
def a_resume_was_proposed(facts: Facts) -> bool:
    """Nobody has proposed to resume since the halt."""
    return bool(facts.proposers)


@condition
def pack_is_unchanged(facts: Facts) -> bool:
    """The law pack has changed since the application was made: withdraw it and apply again."""
    return facts.pack_is_unchanged


# About the engine and its threshold.


@condition
def engine_is_fit_for_this_kind(facts: Facts) -> bool:
    """This engine's passport does not say that it is fit for this kind of deployment."""
    return facts.kind is not None and facts.kind.value in facts.engine.fit_for


@condition
def engine_is_tested_here(facts: Facts) -> bool:
    """This version of the engine has no accuracy test of this site's own that is in date."""
    if facts.kind is not Kind.OPERATIONAL:
        return True
    return facts.engine.tested_until is not None and facts.now < facts.engine.tested_until


@condition
def threshold_is_at_the_floor_or_justified(facts: Facts) -> bool:
    """Say why this threshold is right (threshold_justification).

    It is below the engine's score that corresponds to the mandate's 0.6, or nobody has derived that score.
    """
    floor = facts.engine.mandate_threshold
    return facts.threshold_is_justified or (floor is not None and facts.threshold >= floor)


# About trials.


@condition
def trial_has_a_plan(facts: Facts) -> bool:
    """A trial needs a hypothesis, an evaluation plan and an end date that is not before the deployment's end."""
    return facts.kind is not Kind.TRIAL or facts.trial_plan_is_complete


# About rehearsals. Drawn people need no consent and no controlled space.


@condition
def controlled_space_is_signed_by_a_second_person(facts: Facts) -> bool:
    """A rehearsal on a live camera needs a second person's signature that the space is controlled and signed."""
    if facts.kind is not Kind.REHEARSAL or facts.source is not Source.CAMERA:
        return True
    return bool(facts.rehearsal.space_signers - facts.applicants)


@condition
def consent_covers_the_list(facts: Facts) -> bool:
    """A rehearsal on a live camera needs a consent record for every person on its list."""
    if facts.kind is not Kind.REHEARSAL or facts.source is not Source.CAMERA:
        return True
    return facts.watchlist.entries_with_consent == facts.watchlist.entries


@condition
def camera_rehearsal_is_short(facts: Facts) -> bool:
    """A rehearsal on a live camera lasts longer than its law pack allows."""
    if facts.kind is not Kind.REHEARSAL or facts.source is not Source.CAMERA:
        return True
    if facts.starts_at is None or facts.ends_at is None:
        return False
    return facts.ends_at - facts.starts_at <= timedelta(minutes=facts.rehearsal.camera_minutes_limit)


@condition
def recording_has_stated_consent(facts: Facts) -> bool:
    """A rehearsal on a recording of people needs the consent of everybody in it, stated."""
    return facts.source is not Source.RECORDING or facts.rehearsal.consent_is_stated


@condition
def source_is_a_recording(facts: Facts) -> bool:
    """This rule covers a local recording only: a camera or drawn people need an officer's authority."""
    return facts.source is Source.RECORDING


@condition
def recording_is_short(facts: Facts) -> bool:
    """The recording has no length, or is longer than the law pack allows without an officer's authority."""
    return 0 < facts.rehearsal.recording_seconds <= 60 * facts.rehearsal.recording_minutes_limit


@condition
def recording_list_is_small(facts: Facts) -> bool:
    """The list has more pictures than the law pack allows without an officer's authority."""
    return facts.watchlist.pictures_accepted <= facts.rehearsal.recording_pictures_limit


@condition
def no_other_recording_is_in_progress(facts: Facts) -> bool:
    """Another rehearsal on a recording is in progress: one at a time."""
    return facts.rehearsal.recordings_in_progress < facts.rehearsal.recording_runs_limit


@condition
def site_has_no_operational_deployment(facts: Facts) -> bool:
    """This site has operational deployments, so a recording needs an officer's authority."""
    return facts.rehearsal.operational_deployments_on_site == 0


# About one alert.


@condition
def actor_is_operator_or_the_operator_has_viewed(facts: Facts) -> bool:
    """The LFR Operator's own view comes first, and it is not recorded yet."""
    return Role.OPERATOR in facts.roles or facts.alert.operator_has_viewed


@condition
def views_are_recorded_or_the_exception_is_explained(facts: Facts) -> bool:
    """Both own views come before an engagement; in an emergency say why it came first."""
    both = facts.alert.operator_has_viewed and facts.alert.engagement_officer_has_viewed
    return both or facts.alert.reason_for_engaging_first


@condition
def alert_is_not_engaged(facts: Facts) -> bool:
    """This alert's engagement is already recorded."""
    return not facts.alert.engaged


@condition
def alert_is_engaged(facts: Facts) -> bool:
    """Only an engagement can have an outcome, and this alert has none recorded."""
    return facts.alert.engaged


@condition
def outcome_is_not_recorded(facts: Facts) -> bool:
    """This alert's outcome is already recorded."""
    return not facts.alert.outcome_recorded
