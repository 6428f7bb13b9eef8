"""Conditions about one alert."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.roles import Role


@condition
def actor_is_operator_or_the_operator_has_viewed(facts: Facts) -> bool:
    """The LFR Operator's own view comes first, and it is not recorded yet."""
    return Role.OPERATOR in facts.roles or facts.alert.operator_has_viewed


@condition
def views_are_recorded_or_the_exception_is_explained(facts: Facts) -> bool:
    """The operator’s view and your own come before an engagement; in an emergency say why it came first."""
    both = facts.alert.operator_has_viewed and facts.alert.engagement_officer_has_viewed
    return (both and facts.actor in facts.alert.viewers) or facts.alert.reason_for_engaging_first


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


def gives_the_operators_view(facts: Facts) -> bool:
    """Return whether a view by this actor would be the operator's: the one that comes first."""
    return Role.OPERATOR in facts.roles and not facts.alert.operator_has_viewed


@condition
def operator_has_not_viewed(facts: Facts) -> bool:
    """The LFR Operator’s own view of this alert is recorded already."""
    return not facts.alert.operator_has_viewed


@condition
def alert_is_not_claimed_by_another_operator(facts: Facts) -> bool:
    """Another operator on duty has claimed this alert."""
    return not gives_the_operators_view(facts) or facts.alert.claimed_by in {"", facts.actor}


@condition
def alert_was_sent_to_the_officer(facts: Facts) -> bool:
    """This alert was not sent to you: the operator sends alerts to the officers on duty."""
    others = {Role.OPERATOR, Role.SILVER, Role.DPO} & facts.roles
    return bool(others) or facts.actor in facts.alert.assigned


@condition
def alert_is_not_sent_to_this_officer_yet(facts: Facts) -> bool:
    """This alert was sent to that officer already."""
    return facts.duty.officer not in facts.alert.assigned


@condition
def actor_has_given_a_view(facts: Facts) -> bool:
    """Your own view of this alert comes first."""
    return facts.actor in facts.alert.viewers


@condition
def actor_has_not_recorded_the_factors(facts: Facts) -> bool:
    """You have already recorded the factors behind your view."""
    return facts.actor not in facts.alert.factored


@condition
def actor_has_not_decided(facts: Facts) -> bool:
    """You have already recorded whether you engage."""
    return facts.actor not in facts.alert.decided
