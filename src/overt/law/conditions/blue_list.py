"""Conditions about the Blue List while a deployment runs: whose passage is marked, and who takes a mark back."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def volunteer_is_listed(facts: Facts) -> bool:
    """This is no volunteer of the Blue List with a recorded consent, or they have withdrawn."""
    return facts.blue_list.volunteer_is_listed


@condition
def mark_is_the_actors_own(facts: Facts) -> bool:
    """Only who marked a passage takes the mark back."""
    return bool(facts.actor) and facts.blue_list.marked_by == facts.actor


@condition
def mark_is_fresh(facts: Facts) -> bool:
    """This mark was taken back already, or it is too late: from now on it counts."""
    return facts.blue_list.mark_is_fresh
