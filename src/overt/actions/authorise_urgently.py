"""An urgent authority: given at once by whom the law pack names, and over unless an Authorising Officer confirms it."""

from datetime import timedelta

from overt.actions._authority import authority_details, freeze, learn_decision, write_decision
from overt.actions.act import act
from overt.actions.system import Actor
from overt.actions.values import NOTHING_FURTHER, FourTests, FurtherDecisions
from overt.ledger.entry import time_text
from overt.records.models import Deployment
from overt.records.queries.packs import pack_of


def authorise_urgently(
    by: Actor,
    deployment: Deployment | str,
    *,
    reasons: FourTests,
    urgency: str,
    further: FurtherDecisions = NOTHING_FURTHER,
) -> Deployment:
    """Authorise for the pack's hours, saying why it cannot wait; everything else an authority needs is asked too."""
    with act(by, "authorise_urgently", deployment, lambda facts: learn_decision(facts, reasons, further)) as acting:
        row = acting.deployment
        rule = pack_of(row).people.urgent
        assert rule is not None  # or the law had refused
        told = write_decision(acting, reasons, further)
        told["urgency"] = acting.state_reason("authorise:urgency", urgency)
        row.confirm_by = acting.now + timedelta(hours=rule.confirm_hours)
        freeze(acting, by.id)
        details = authority_details(row) | told
        acting.record("deployment.authorised", subject=row.id, confirm_by=time_text(row.confirm_by), **details)
    return acting.deployment
