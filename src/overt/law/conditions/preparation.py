"""Conditions about what is done in the open before a start; they bind what happens in a public place, no rehearsal."""

from overt.law.conditions.condition import condition, condition_naming
from overt.law.facts import Facts
from overt.law.preparations import BRIEFED_ROLES
from overt.law.states import Kind


@condition
def public_notice_is_out(facts: Facts) -> bool:
    """The public has not been told in advance: record where the notice is out, or why it is late."""
    prepared = facts.preparation
    return facts.kind is Kind.REHEARSAL or prepared.notice_is_out or prepared.lateness_is_explained


def _not_briefed(facts: Facts) -> str:
    missing = [role.value.replace("_", " ") for role in BRIEFED_ROLES if role not in facts.preparation.briefed_roles]
    yourself = [] if facts.actor in facts.preparation.briefed else ["you"]
    return f"Not on the list of those who attended: {', '.join(yourself + missing)}. Record who did."


@condition_naming(_not_briefed)
def briefing_is_attended(facts: Facts) -> bool:
    """Who starts, Silver, an operator and an engagement officer must have attended the briefing."""
    if facts.kind is Kind.REHEARSAL:
        return True
    prepared = facts.preparation
    return facts.actor in prepared.briefed and prepared.briefed_roles >= set(BRIEFED_ROLES)


@condition
def signs_are_in_place(facts: Facts) -> bool:
    """Nobody has recorded that the signs are in place: put them up and record where they are."""
    return facts.kind is Kind.REHEARSAL or facts.preparation.signs_are_up
