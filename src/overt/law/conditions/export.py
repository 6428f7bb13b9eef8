"""Conditions about taking one alert out of the site as evidence."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def actor_did_not_request_the_export(facts: Facts) -> bool:
    """Giving evidence away takes two people: who asked for it cannot release it."""
    return facts.actor != facts.export.requester


@condition
def export_waits(facts: Facts) -> bool:
    """This export was released already: ask for another."""
    return facts.export.waits
