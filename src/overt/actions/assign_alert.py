"""Send an alert to one more Engagement Officer on duty."""

from dataclasses import replace

from overt.actions._alerts import about, find_alert
from overt.actions._duty import send_to
from overt.actions.act import act
from overt.actions.facts_duty import with_duty
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.records.models import Alert, AlertAssignment


def assign_alert(by: Actor, alert: Alert | str, *, officer: str, tap: str = "") -> AlertAssignment:
    """Send an alert to an officer; what the operator thinks of it is not told."""
    found = find_alert(alert)

    def learn(facts: Facts) -> Facts:
        known = about(found.id)(facts)
        return replace(known, duty=with_duty(facts, found.deployment_id, officer=officer).duty)

    with act(by, "assign_alert", found.deployment_id, learn, tap) as acting:
        return send_to(acting, find_alert(found.id), officer)
