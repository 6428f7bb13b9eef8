"""The Authorising Officer's written authority: the four tests answered, all it covers frozen (E-87, E-88)."""

from overt.actions._authority import authority_details, freeze, learn_decision, write_decision
from overt.actions.act import act
from overt.actions.system import Actor
from overt.actions.values import NOTHING_FURTHER, FourTests, FurtherDecisions
from overt.records.models import Deployment


def authorise(
    by: Actor, deployment: Deployment | str, *, reasons: FourTests, further: FurtherDecisions = NOTHING_FURTHER
) -> Deployment:
    """Authorise a submitted deployment; never by anybody who had a hand in the application."""
    with act(by, "authorise", deployment, lambda facts: learn_decision(facts, reasons, further)) as acting:
        row = acting.deployment
        told = write_decision(acting, reasons, further)
        freeze(acting, by.id)
        acting.record("deployment.authorised", subject=row.id, **authority_details(row), **told)
    return acting.deployment
