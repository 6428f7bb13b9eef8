"""Conditions about the check before a start: a volunteer is recognised by the whole chain, here and today.

It binds what watches a camera. Drawn clips and recordings have no place and no day that could be checked.
"""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Source


@condition
def chain_is_checked(facts: Facts) -> bool:
    """The chain is not checked: have a volunteer walk past a camera and be recognised, or record why not."""
    chain = facts.chain
    if facts.source is not Source.CAMERA or chain.checked:
        return True
    return chain.unchecked_is_allowed and chain.unchecked_is_explained


@condition
def a_seed_is_listed(facts: Facts) -> bool:
    """No volunteer is on the Blue List with a recorded consent, so there is nobody to check the chain with."""
    return facts.chain.seeds > 0


@condition
def no_check_is_under_way(facts: Facts) -> bool:
    """A check of the chain is under way: pass it or stop it first."""
    return not facts.chain.under_way


@condition
def a_check_is_under_way(facts: Facts) -> bool:
    """No check of the chain is under way: begin one."""
    return facts.chain.under_way


@condition
def a_seed_was_recognised(facts: Facts) -> bool:
    """No volunteer was recognised in this check, so it cannot be passed."""
    return facts.chain.recognised


@condition
def unchecked_start_is_allowed(facts: Facts) -> bool:
    """This law pack allows no start without a passed check of the chain."""
    return facts.chain.unchecked_is_allowed
