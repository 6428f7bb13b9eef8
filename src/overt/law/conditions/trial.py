"""Conditions about trials."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Kind


@condition
def trial_has_a_plan(facts: Facts) -> bool:
    """A trial needs a hypothesis, an evaluation plan and an end date that is not before the deployment's end."""
    return facts.kind is not Kind.TRIAL or facts.trial_plan_is_complete
