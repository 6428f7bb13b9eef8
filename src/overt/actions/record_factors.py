"""Record what somebody weighed in their own view, and whether a protected characteristic played a part (E-83)."""

from datetime import timedelta

from overt.actions._alerts import about, find_alert, seal_answers
from overt.actions.act import act
from overt.actions.engagement_values import Factors
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Alert, ViewFactors
from overt.records.queries.packs import pack_of


def record_factors(by: Actor, alert: Alert | str, factors: Factors, *, tap: str = "") -> ViewFactors:
    """Record the factors behind the actor's view, once; after the pack's minutes it is recorded as late."""
    found = find_alert(alert)
    with act(by, "record_factors", found.deployment_id, about(found.id), tap) as acting:
        row = find_alert(found.id)
        own = row.views.get(person=by.id)
        due = own.given_at + timedelta(minutes=pack_of(acting.deployment).factors_minutes)
        sealed = seal_answers(row, factors.answers())
        acting.record(
            "alert.factors_recorded",
            subject=row.id,
            role=own.role,
            late=acting.now > due,
            factors=acting.commit_to(sealed),
        )
        kept = ViewFactors(id=new_id(), own_view=own, sealed=sealed, due_at=due, recorded_at=acting.now)
        kept.save(force_insert=True)
    return kept
