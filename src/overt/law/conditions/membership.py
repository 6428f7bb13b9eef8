"""Conditions about a question whether one person was on a list: rare, of two people, one subject at a time."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def list_is_committed_to(facts: Facts) -> bool:
    """Nothing is kept that could answer this: the list was never sealed, or the time of its commitment is over."""
    return facts.membership.committed


@condition
def questions_about_lists_are_few(facts: Facts) -> bool:
    """As many questions about lists as the law pack allows were asked in the last 24 hours. Ask again tomorrow."""
    return facts.membership.asked_lately < facts.membership.limit


@condition
def question_is_open(facts: Facts) -> bool:
    """This question is closed already. A new one has to be asked."""
    return facts.membership.open


@condition
def actor_did_not_ask_the_question(facts: Facts) -> bool:
    """Opening a commitment takes two people: who asked the question cannot answer it."""
    return facts.actor != facts.membership.asker
