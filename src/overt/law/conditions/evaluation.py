"""Conditions about evaluations of an engine."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def actor_has_not_signed_the_operating_points(facts: Facts) -> bool:
    """Operating points count when two different people have signed them; you have signed these already."""
    return facts.actor not in facts.evaluation.signers


@condition
def evaluation_is_of_the_engine_as_it_is(facts: Facts) -> bool:
    """This evaluation was of another version of the engine; a new version needs a new evaluation."""
    return facts.evaluation.is_of_the_engine_as_it_is
