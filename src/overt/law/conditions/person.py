"""Conditions about the person who acts."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.roles import DECIDING


@condition
def actor_is_not_an_applicant(facts: Facts) -> bool:
    """Who had a hand in the application cannot decide on it: another officer must."""
    return facts.actor not in facts.applicants


@condition
def actor_is_not_the_proposer(facts: Facts) -> bool:
    """Resuming takes two people: who proposed it cannot carry it out."""
    return facts.actor not in facts.proposers


@condition
def actor_is_not_the_pack_proposer(facts: Facts) -> bool:
    """Changing the law pack takes two people: who proposed it cannot agree to it."""
    return facts.actor != facts.law_pack.proposer


@condition
def actor_is_not_the_grantee(facts: Facts) -> bool:
    """Nobody can give a role to themselves or take one from themselves."""
    return facts.actor != facts.granted_to


@condition
def actor_is_not_the_person_concerned(facts: Facts) -> bool:
    """Nobody can record this about themselves: somebody else must."""
    return facts.actor != facts.granted_to


@condition
def actor_has_not_given_a_view(facts: Facts) -> bool:
    """You have already recorded your own view of this alert; a second one cannot be given."""
    return facts.actor not in facts.alert.viewers


@condition
def another_factor_remains_or_no_role_decides(facts: Facts) -> bool:
    """This is your last second factor, and a role you hold decides: add another one first."""
    return facts.people.other_factors > 0 or not facts.roles & DECIDING
