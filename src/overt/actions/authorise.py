"""The Authorising Officer's written authority: the four tests answered, all it covers frozen (E-87, E-88)."""

from dataclasses import asdict, replace

from overt.actions._authority import authority_details, freeze
from overt.actions.act import act
from overt.actions.system import Actor
from overt.actions.values import FourTests
from overt.records.models import Deployment


def authorise(by: Actor, deployment: Deployment | str, *, reasons: FourTests) -> Deployment:
    """Authorise a submitted deployment; never by anybody who had a hand in the application."""
    with act(
        by, "authorise", deployment, lambda facts: replace(facts, four_tests_are_answered=reasons.are_answered)
    ) as acting:
        row = acting.deployment
        freeze(acting, by.id)
        told = {test: acting.state_reason(f"authorise:{test}", words) for test, words in asdict(reasons).items()}
        acting.record("deployment.authorised", subject=row.id, **authority_details(row), **told)
    return acting.deployment
