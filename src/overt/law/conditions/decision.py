"""Conditions about a decision: approvals one by one, advice, what the officer's own conditions ask, urgency."""

from overt.law.conditions.condition import condition, condition_naming
from overt.law.facts import Facts
from overt.law.states import Kind


def _unapproved(facts: Facts) -> str:
    left = facts.decision.young_unapproved
    return f"{left} {'waits' if left == 1 else 'wait'} for your approval: approve each, or have it withdrawn."


@condition_naming(_unapproved)
def young_entries_are_approved(facts: Facts) -> bool:
    """Each person on the list who may be under 18 must be approved by itself, in your own words."""
    return facts.decision.young_unapproved == 0


@condition
def entry_may_be_young(facts: Facts) -> bool:
    """This entry is of an adult: only those who may be under 18 are approved one by one."""
    return facts.decision.entry_is_young


@condition
def entry_is_not_approved_yet(facts: Facts) -> bool:
    """You have approved this entry already; your words stay as they are."""
    return not facts.decision.entry_is_approved


@condition
def criteria_are_decided(facts: Facts) -> bool:
    """Say why the criteria of this deployment target no individual and no group: they are decided on separately."""
    return facts.kind is Kind.REHEARSAL or facts.decision.criteria_are_decided


@condition
def advice_is_answered(facts: Facts) -> bool:
    """The oversight group's advice was asked for: answer it, or say why the decision does not wait for it."""
    return not facts.decision.advice_was_asked or facts.decision.advice_is_answered


@condition
def advice_was_not_asked(facts: Facts) -> bool:
    """Advice was asked for already: once for each application."""
    return not facts.decision.advice_was_asked


@condition
def advice_was_asked(facts: Facts) -> bool:
    """Nobody has asked the oversight group about this application."""
    return facts.decision.advice_was_asked


@condition
def actor_has_not_advised(facts: Facts) -> bool:
    """You have given your advice already; a second one cannot take its place."""
    return facts.actor not in facts.decision.advice_was_given_by


@condition
def urgent_authority_is_known(facts: Facts) -> bool:
    """This law pack knows no urgent authority by you: an Authorising Officer must decide."""
    return bool(facts.roles & facts.decision.urgent_roles)


@condition
def authority_waits_for_confirmation(facts: Facts) -> bool:
    """This authority is not an urgent one that waits to be confirmed."""
    return facts.decision.waits_for_confirmation


@condition
def actor_did_not_authorise(facts: Facts) -> bool:
    """Who gave an urgent authority cannot confirm it: another officer must."""
    return facts.actor != facts.decision.authorised_by


def _too_many(facts: Facts) -> str:
    return f"It allows {facts.decision.entries_limit}, and the list has {facts.decision.entries}: withdraw some."


@condition_naming(_too_many)
def entries_are_within_the_condition(facts: Facts) -> bool:
    """A condition of the authority limits the entries on the watchlist."""
    limit = facts.decision.entries_limit
    return limit is None or facts.decision.entries <= limit


@condition
def false_alerts_are_below_the_condition(facts: Facts) -> bool:
    """As many alerts were judged false as a condition of the authority allows: the deployment closes."""
    limit = facts.decision.false_alerts_limit
    return limit is None or facts.decision.false_alerts < limit


@condition
def false_alerts_have_reached_the_condition(facts: Facts) -> bool:
    """No condition of the authority closes this deployment now."""
    limit = facts.decision.false_alerts_limit
    return limit is not None and facts.decision.false_alerts >= limit
