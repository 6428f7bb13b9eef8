"""Conditions about the engine and its threshold."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Kind


@condition
def engine_is_fit_for_this_kind(facts: Facts) -> bool:
    """This engine's passport does not say that it is fit for this kind of deployment."""
    return facts.kind is not None and facts.kind.value in facts.engine.fit_for


@condition
def engine_is_tested_here(facts: Facts) -> bool:
    """This version of the engine has no accuracy test of this site's own that is in date."""
    if facts.kind is not Kind.OPERATIONAL:
        return True
    return facts.engine.tested_until is not None and facts.now < facts.engine.tested_until


@condition
def threshold_is_at_the_floor_or_justified(facts: Facts) -> bool:
    """Say why this threshold is right (threshold_justification).

    It is below the engine's score that corresponds to the mandate's 0.6, or nobody has derived that score.
    """
    floor = facts.engine.mandate_threshold
    return facts.threshold_is_justified or (floor is not None and facts.threshold >= floor)
