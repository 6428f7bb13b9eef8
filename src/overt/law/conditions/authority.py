"""Conditions about the authority and the law pack it rests on."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def four_tests_are_answered(facts: Facts) -> bool:
    """Proportionality, legality, accountability and necessity must all be answered."""
    return facts.four_tests_are_answered


@condition
def authority_is_unchanged(facts: Facts) -> bool:
    """What was authorised and what is recorded now differ, so the authority is void."""
    return facts.authority_is_unchanged


@condition
def authority_is_changed(facts: Facts) -> bool:
    """What was authorised and what is recorded now are the same: there is nothing to void."""
    return not facts.authority_is_unchanged


@condition
def a_resume_was_proposed(facts: Facts) -> bool:
    """Nobody has proposed to resume since the halt."""
    return bool(facts.proposers)


@condition
def pack_is_unchanged(facts: Facts) -> bool:
    """The law pack has changed since the application was made: withdraw it and apply again."""
    return facts.pack_is_unchanged
