"""Conditions about trials."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Kind


@condition
def trial_has_a_plan(facts: Facts) -> bool:
    """A trial needs a hypothesis, an evaluation plan and an end date that is not before the deployment's end."""
    return facts.kind is not Kind.TRIAL or facts.trial_plan_is_complete


@condition
def trial_programme_is_not_over(facts: Facts) -> bool:
    """The programme of trials has had as many deployments as the law pack allows: evaluate it before another one."""
    return facts.kind is not Kind.TRIAL or facts.trials_before < facts.trials_most
