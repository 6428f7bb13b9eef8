"""Read one alert of the sample again, without the first view, the score or the outcome (E-96)."""

from dataclasses import replace
from typing import get_args

from overt.actions._alerts import about, find_alert
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import View
from overt.law.facts import Facts, ReviewFacts
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import Alert, SecondReading
from overt.records.queries.review import sample_of


def read_again(by: Actor, alert: Alert | str, *, view: View, tap: str = "") -> SecondReading:
    """Record a second person's view of an alert of the sample, once an alert; it changes no judgement."""
    if view not in get_args(View):
        raise ActionRefused("view_unknown", "A view is same, not the same, or cannot tell.")
    found = find_alert(alert)

    def learn(facts: Facts) -> Facts:
        known = ReviewFacts(
            alert_is_in_the_sample=found.id in sample_of(found.deployment_id),
            alert_is_read_again=SecondReading.objects.filter(alert=found.id).exists(),
        )
        return replace(about(found.id)(facts), review=known)

    with act(by, "read_again", found.deployment_id, learn, tap) as acting:
        first = found.views.get(role=Role.OPERATOR.value)
        reading = SecondReading(
            id=new_id(),
            deployment=acting.deployment,
            alert=found.id,
            reader=by.id,
            first_view=first.view,
            view=view,
            read_at=acting.now,
        )
        acting.record("alert.read_again", subject=found.id, reading=reading.id, view=view)
        reading.save(force_insert=True)
    return reading
