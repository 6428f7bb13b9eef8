"""Destroy one alert: its key, its sealed pictures and its rows; what it counts as stays with the receipt."""

from overt.actions._alerts import find_alert
from overt.actions._erasing import complete, intend
from overt.actions._holds import about_holding
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Alert, ErasureClass, ErasureReceipt
from overt.records.queries.judgement import judgement_of
from overt.records.queries.retention import due_at


def erase_alert(by: Actor, alert: Alert | str, *, ground: str = "erase_by_time") -> ErasureReceipt:
    """Erase one alert, at its time or before it; one that is kept as evidence is released first."""
    found = find_alert(alert)
    with act(by, "erase_alert", found.deployment_id, about_holding(found.id)) as acting:
        row = find_alert(alert)
        what = ErasureClass.FALSE_ALERT if judgement_of(row).is_false else ErasureClass.ALERT
        intent = intend(acting, what, row.deployment_id, row.id, ground=ground, due_at=due_at(row))
    return complete(intent)
