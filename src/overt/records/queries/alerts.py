"""Alerts as the people on duty need them listed; nothing here says a score or a name of somebody on the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from overt.law.roles import Role
from overt.records.models import Alert, OwnView


class Stage(StrEnum):
    """How far people have come with an alert. Each alert is in exactly one stage."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    REJECTED = "rejected"
    UNSENT = "unsent"
    SENT = "sent"
    DECIDED = "decided"
    DECLINED = "declined"
    ENGAGED = "engaged"
    CONCLUDED = "concluded"

    @property
    def is_over(self) -> bool:
        """True when nobody has anything left to do with the alert."""
        return self in {Stage.REJECTED, Stage.DECLINED, Stage.CONCLUDED}


@dataclass(frozen=True)
class AlertLine:
    """One line of a queue: `own_view` is the asking person's own, empty until given.

    `claimed_by` is the operator who has it, `sent_to` the officers it reached, as opaque ids.
    """

    alert: str
    deployment: str
    camera: str
    raised_at: datetime
    state: str
    own_view: str
    claimed_by: str
    sent_to: tuple[str, ...]
    stage: Stage
    operator_has_viewed: bool


def alerts_for(person: str, deployment: str, limit: int = 100) -> list[AlertLine]:
    """Return a deployment's newest alerts as an operator or a commander may see them listed."""
    return _lines(person, Alert.objects.filter(deployment_id=deployment).order_by("-raised_at")[:limit])


def alerts_sent_to(officer: str, deployment: str, limit: int = 100) -> list[AlertLine]:
    """Return the alerts that were sent to one officer, newest first."""
    rows = Alert.objects.filter(deployment_id=deployment, assignments__officer=officer).order_by("-raised_at")
    return _lines(officer, rows[:limit])


def stages_of(deployment: str) -> dict[Stage, int]:
    """Count a deployment's alerts by stage; every stage is there."""
    counted = dict.fromkeys(Stage, 0)
    rows = Alert.objects.filter(deployment_id=deployment).prefetch_related("views", "assignments", "decisions")
    for row in rows:
        counted[stage_of(row)] += 1
    return counted


def stage_of(alert: Alert) -> Stage:
    """Say how far people have come: outcome and engagement first, then decisions, then the operator's view."""
    if alert.state in {"engaged", "concluded"}:
        return Stage(alert.state)
    view = next((one.view for one in alert.views.all() if one.role == Role.OPERATOR), None)
    if view is None:
        return Stage.CLAIMED if alert.claimed_by else Stage.WAITING
    sent = {one.officer for one in alert.assignments.all()}
    decided = {one.officer: one.engage for one in alert.decisions.all()}
    if any(decided.values()):
        return Stage.DECIDED
    if not sent:
        return Stage.REJECTED if view == "not_the_same" else Stage.UNSENT
    return Stage.DECLINED if sent <= decided.keys() else Stage.SENT


def factors_owed(person: str, deployment: str) -> list[OwnView]:
    """Return this person's views without the factors behind them, the oldest first."""
    rows = OwnView.objects.filter(person=person, alert__deployment_id=deployment, factors=None)
    return list(rows.select_related("alert").order_by("given_at"))


def _lines(person: str, rows: Iterable[Alert]) -> list[AlertLine]:
    found = []
    for row in _prefetched(rows):
        views = {view.person: view for view in row.views.all()}
        found.append(
            AlertLine(
                alert=row.id,
                deployment=row.deployment_id,
                camera=row.camera,
                raised_at=row.raised_at,
                state=row.state,
                own_view=views[person].view if person in views else "",
                claimed_by=row.claimed_by,
                sent_to=tuple(one.officer for one in row.assignments.all()),
                stage=stage_of(row),
                operator_has_viewed=any(view.role == Role.OPERATOR for view in views.values()),
            )
        )
    return found


def _prefetched(rows: Iterable[Alert]) -> list[Alert]:
    from django.db.models import prefetch_related_objects

    found = list(rows)
    prefetch_related_objects(found, "views", "assignments", "decisions")
    return found
