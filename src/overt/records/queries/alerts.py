"""Alerts as the people on duty need them listed; nothing here says a score, a name or anybody's view."""

from dataclasses import dataclass
from datetime import datetime

from overt.records.models import Alert, OwnView


@dataclass(frozen=True)
class AlertLine:
    """One line of a queue: `own_view` is the asking person's own, empty until given."""

    alert: str
    deployment: str
    camera: str
    raised_at: datetime
    state: str
    own_view: str


def alerts_for(person: str, deployment: str, limit: int = 100) -> list[AlertLine]:
    """Return a deployment's newest alerts as this person may see them listed."""
    views = dict(OwnView.objects.filter(person=person, alert__deployment_id=deployment).values_list("alert_id", "view"))
    rows = Alert.objects.filter(deployment_id=deployment).order_by("-raised_at")[:limit]
    return [AlertLine(row.id, deployment, row.camera, row.raised_at, row.state, views.get(row.id, "")) for row in rows]
