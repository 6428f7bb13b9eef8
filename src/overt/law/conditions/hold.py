"""Conditions about keeping one alert as evidence beyond its erase-by time."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Kind


@condition
def actor_did_not_propose_the_hold(facts: Facts) -> bool:
    """Keeping an alert as evidence takes two people: who proposed it cannot agree to it."""
    return facts.actor != facts.hold.proposer


@condition
def trial_data_is_not_held(facts: Facts) -> bool:
    """Data of a trial goes with the trial: nothing of it is kept as evidence beyond that (M-86)."""
    return facts.kind is not Kind.TRIAL


@condition
def review_date_is_within_the_limit(facts: Facts) -> bool:
    """The day of the review lies after today, and no later than the law pack allows."""
    return facts.hold.review_is_in_time


@condition
def no_hold_waits(facts: Facts) -> bool:
    """A hold of this alert waits for a second person already."""
    return not facts.hold.waits


@condition
def a_hold_waits(facts: Facts) -> bool:
    """Nobody proposed to keep this alert, or that was answered already."""
    return facts.hold.waits


@condition
def alert_is_held(facts: Facts) -> bool:
    """This alert is not kept as evidence."""
    return facts.hold.in_force


@condition
def alert_is_not_held(facts: Facts) -> bool:
    """This alert is kept as evidence: it is erased once the hold is released."""
    return not facts.hold.in_force
