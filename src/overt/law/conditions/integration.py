"""Conditions about other systems that read a deployment."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def integration_is_in_the_authority(facts: Facts) -> bool:
    """The authority names no such system: only what Form 1 names, with what it may read and where it is told."""
    return facts.integration_is_in_the_authority
