"""Go off duty; alerts an operator had claimed are free again, and a note goes to whoever comes next."""

from overt.actions._duty import end
from overt.actions.act import act
from overt.actions.facts_duty import with_duty
from overt.actions.system import Actor
from overt.records.models import Deployment, Duty


def go_off_duty(by: Actor, deployment: Deployment, *, note: str = "", tap: str = "") -> list[Duty]:
    """End every turn of this person here, and return them. The note is kept as a stated reason."""
    with act(by, "go_off_duty", deployment, lambda facts: with_duty(facts, deployment), tap) as acting:
        told = acting.state_reason("go_off_duty", note) if note.strip() else None
        turns = list(Duty.objects.filter(deployment=acting.deployment, person=by.id, ended_at=None))
        end(acting, turns, reason=told)
    return turns
