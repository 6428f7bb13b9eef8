"""Relieve an operator: their turn ends, this one's begins, and claimed alerts change hands in one step."""

from overt.actions._duty import begin_if_needed, claimed, end, open_turn
from overt.actions.act import act
from overt.actions.facts_duty import with_duty
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.law.roles import Role
from overt.records.models import Alert, Deployment, Duty


def relieve(by: Actor, deployment: Deployment, *, of_whom: str, note: str = "", tap: str = "") -> Duty:
    """Take over the desk of another operator on duty; `note` says what was handed over."""

    def learn(facts: Facts) -> Facts:
        return with_duty(facts, deployment, role=Role.OPERATOR, of_whom=of_whom)

    with act(by, "relieve", deployment, learn, tap) as acting:
        theirs = open_turn(acting, of_whom, Role.OPERATOR)
        taken = list(claimed(theirs).values_list("pk", flat=True))
        begin_if_needed(acting, Role.OPERATOR)
        mine = open_turn(acting, by.id, Role.OPERATOR)
        told = acting.state_reason("relieve", note) if note.strip() else None
        acting.record("duty.relieved", subject=mine.id, duty=mine.id, relieved=theirs.id, alerts=len(taken), note=told)
        end(acting, [theirs], code="relieved")
        Alert.objects.filter(pk__in=taken).update(claimed_by=by.id, claimed_at=acting.now)
    return mine
