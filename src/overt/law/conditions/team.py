"""Conditions about the people behind a deployment: roles filled, suitability signed, what a demonstration may hold."""

from overt.law.conditions.condition import condition, condition_naming
from overt.law.facts import Facts
from overt.law.standing import training_is_asked
from overt.law.states import Kind, Source


def _empty_roles(facts: Facts) -> str:
    names = ", ".join(role.value.replace("_", " ") for role in facts.people.empty_roles)
    return f"Nobody whose training and acknowledgement are in date is: {names}."


@condition_naming(_empty_roles)
def roles_are_filled(facts: Facts) -> bool:
    """The mandate wants every role of this deployment filled before it is applied for."""
    return not training_is_asked(facts.kind, facts.source) or not facts.people.empty_roles


@condition
def technical_suitability_is_signed(facts: Facts) -> bool:
    """A technical lead who had no hand in the application must first sign that this use is technically suitable."""
    if facts.kind is Kind.REHEARSAL:
        return True
    return bool(facts.people.suitability_signers - facts.applicants)


@condition
def demonstration_holds_drawn_rehearsals_only(facts: Facts) -> bool:
    """This site is a demonstration with published passwords: it can hold rehearsals of drawn people only."""
    return not facts.people.demonstration or (facts.kind is Kind.REHEARSAL and facts.source is Source.DRAWN)
