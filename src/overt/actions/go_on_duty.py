"""Go on duty in one role; hours are counted from here (M-26, E-06)."""

from overt.actions._duty import begin
from overt.actions.act import act
from overt.actions.facts_duty import with_duty
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.models import Deployment, Duty


def go_on_duty(by: Actor, deployment: Deployment, *, role: Role, tap: str = "") -> Duty:
    """Begin a turn; an operator's comes after their break."""
    with act(by, "go_on_duty", deployment, lambda facts: with_duty(facts, deployment, role=role), tap) as acting:
        return begin(acting, role)
