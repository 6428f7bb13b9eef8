"""Conditions about trials."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.roles import Role
from overt.law.states import Kind, State


@condition
def trial_has_a_plan(facts: Facts) -> bool:
    """A trial needs a hypothesis, an evaluation plan and an end date that is not before the deployment's end."""
    return facts.kind is not Kind.TRIAL or facts.trial_plan_is_complete


@condition
def trial_programme_is_not_over(facts: Facts) -> bool:
    """The programme of trials has had as many deployments as the law pack allows: evaluate it before another one."""
    return facts.kind is not Kind.TRIAL or facts.trials_before < facts.trials_most


@condition
def trial_is_looked_at_by_who_evaluates_it(facts: Facts) -> bool:
    """This trial is over: only who holds the role of evaluator looks at its alerts now (M-87)."""
    if facts.kind is not Kind.TRIAL or facts.state in {State.LIVE, State.HALTED}:
        return True
    return Role.EVALUATOR in facts.roles or _is_in_work(facts)


def _is_in_work(facts: Facts) -> bool:
    """Whether an alert still waits for its operator, or for this officer to engage."""
    alert = facts.alert
    return not alert.operator_has_viewed or (facts.actor in alert.assigned and not alert.engaged)
