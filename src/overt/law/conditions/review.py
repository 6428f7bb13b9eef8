"""Conditions about reading alerts again and about what a review is to change."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def alert_is_in_the_sample(facts: Facts) -> bool:
    """This alert is not in the sample that is read again: nobody chooses what is in it."""
    return facts.review.alert_is_in_the_sample


@condition
def alert_is_not_read_again(facts: Facts) -> bool:
    """Somebody has read this alert again already."""
    return not facts.review.alert_is_read_again


@condition
def actor_owns_the_point(facts: Facts) -> bool:
    """Somebody else owns this learning point and says when it is done."""
    return facts.actor == facts.review.owner


@condition
def point_is_open(facts: Facts) -> bool:
    """This learning point is done already."""
    return not facts.review.point_is_done
