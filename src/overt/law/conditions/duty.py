"""Conditions about duty: who is at their post, breaks, and what a resumption after red takes."""

from overt.law.conditions.alert import gives_the_operators_view
from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.roles import Role


@condition
def actor_holds_the_role_of_the_turn(facts: Facts) -> bool:
    """You do not hold that role, or it does not count now."""
    return facts.duty.role in facts.roles


@condition
def actor_is_not_on_duty_in_that_role(facts: Facts) -> bool:
    """You are on duty in that role already."""
    return facts.duty.role not in facts.duty.roles


@condition
def actor_is_on_duty(facts: Facts) -> bool:
    """You are not on duty here."""
    return bool(facts.duty.roles)


@condition
def break_at_the_console_is_over(facts: Facts) -> bool:
    """You have been at the console for as long as the law pack allows: your break is not over."""
    return facts.duty.role is not Role.OPERATOR or not facts.duty.break_is_due


@condition
def operator_is_not_due_a_break(facts: Facts) -> bool:
    """You have been at the console for as long as the law pack allows: somebody must relieve you."""
    if not gives_the_operators_view(facts) or facts.alert.claimed_by == facts.actor:
        return True
    return not facts.duty.break_is_due


@condition
def somebody_else_is_relieved(facts: Facts) -> bool:
    """Only another operator who is on duty can be relieved."""
    return facts.duty.of_whom not in {"", facts.actor}


@condition
def officer_is_on_duty(facts: Facts) -> bool:
    """That Engagement Officer is not on duty here."""
    return facts.duty.officer_is_on_duty


@condition
def silver_is_one_of_the_two_after_red(facts: Facts) -> bool:
    """The ceiling’s test halted this deployment: one of the two who resume it must be Silver."""
    return not facts.ceiling.red or facts.ceiling.silver_proposed or Role.SILVER in facts.roles


@condition
def resuming_after_red_says_why(facts: Facts) -> bool:
    """The ceiling’s test halted this deployment: say why it may go on. The reason is published."""
    return not facts.ceiling.red or facts.ceiling.reason_is_given
