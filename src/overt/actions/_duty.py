"""What the verbs of duty share: beginning and ending a turn, and sending an alert to the officers posted."""

from collections.abc import Iterable

from django.db.models import QuerySet

from overt.actions.act import Acting
from overt.actions.errors import ActionRefused
from overt.law.roles import Role
from overt.law.states import State
from overt.records.ids import new_id
from overt.records.models import Alert, AlertAssignment, Duty

AT_POST = frozenset({State.AUTHORISED.value, State.LIVE.value, State.HALTED.value})


def begin(acting: Acting, role: Role) -> Duty:
    """Begin a turn of the actor."""
    turn = Duty(id=new_id(), deployment=acting.deployment, person=acting.by.id, role=role.value, began_at=acting.now)
    acting.record("duty.began", subject=turn.id, duty=turn.id, role=role.value)
    turn.save(force_insert=True)
    return turn


def begin_if_needed(acting: Acting, role: Role) -> None:
    """Begin the actor's turn with their first act, should they have forgotten to: hours are kept either way."""
    if acting.deployment.state in AT_POST and role not in acting.facts.duty.roles:
        begin(acting, role)


def end(acting: Acting, turns: Iterable[Duty], *, reason: str | None = None, code: str | None = None) -> None:
    """End turns; alerts an operator had claimed are free again."""
    for turn in turns:
        acting.record(
            "duty.ended",
            subject=turn.id,
            duty=turn.id,
            role=turn.role,
            seconds=int((acting.now - turn.began_at).total_seconds()),
            reason=reason,
            reason_code=code,
        )
        turn.ended_at = acting.now
        turn.save()
        if turn.role == Role.OPERATOR:
            claimed(turn).update(claimed_by="", claimed_at=None)


def claimed(turn: Duty) -> QuerySet[Alert]:
    """Return the alerts an operator has claimed and nobody has viewed."""
    return Alert.objects.filter(deployment=turn.deployment_id, claimed_by=turn.person).exclude(
        views__role=Role.OPERATOR.value
    )


def open_turn(acting: Acting, person: str, role: Role) -> Duty:
    """Return somebody's open turn; raises ActionRefused when there is none."""
    found = Duty.objects.filter(deployment=acting.deployment, person=person, role=role.value, ended_at=None).first()
    if found is None:
        raise ActionRefused("no_such_turn", "That person is not on duty here in that role.")
    return found


def end_all(acting: Acting) -> None:
    """End every turn that is open: the deployment is over."""
    end(acting, Duty.objects.filter(deployment=acting.deployment, ended_at=None), code="deployment_over")


def send_to(acting: Acting, alert: Alert, officer: str) -> AlertAssignment:
    """Send one alert to one officer."""
    sent = AlertAssignment(id=new_id(), alert=alert, officer=officer, assigned_by=acting.by.id, assigned_at=acting.now)
    acting.record("alert.assigned", subject=alert.id, assignment=sent.id, officer=officer)
    sent.save(force_insert=True)
    return sent


def send_to_posted(acting: Acting, alert: Alert) -> list[AlertAssignment]:
    """Send an alert to every officer on duty who is posted to its camera and does not have it yet."""
    turns = Duty.objects.filter(deployment=acting.deployment, role=Role.ENGAGEMENT_OFFICER.value, ended_at=None)
    had = set(alert.assignments.values_list("officer", flat=True))
    posted = [turn.person for turn in turns.order_by("began_at") if not turn.cameras or alert.camera in turn.cameras]
    return [send_to(acting, alert, officer) for officer in posted if officer not in had]
