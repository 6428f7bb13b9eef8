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
