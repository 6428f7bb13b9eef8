"""Conditions about a deployment's hours."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def window_is_in_order(facts: Facts) -> bool:
    """The deployment's end is not after its start."""
    return facts.starts_at is not None and facts.ends_at is not None and facts.starts_at < facts.ends_at


@condition
def window_is_not_over(facts: Facts) -> bool:
    """The deployment's authorised hours have passed."""
    return facts.ends_at is not None and facts.now < facts.ends_at


@condition
def window_has_begun(facts: Facts) -> bool:
    """The deployment's authorised hours have not begun."""
    return facts.starts_at is not None and facts.starts_at <= facts.now


@condition
def window_is_over(facts: Facts) -> bool:
    """The deployment's authorised hours have not passed yet."""
    return facts.ends_at is not None and facts.ends_at <= facts.now
