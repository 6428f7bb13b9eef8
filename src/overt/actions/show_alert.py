"""Show one person one alert; looking is an act, and the score stays hidden until their own view is recorded (I-3)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

from overt.actions import site
from overt.actions._alerts import about, find_alert
from overt.actions._bundle import Bundle
from overt.actions.act import act, refusals
from overt.actions.system import Actor
from overt.actions.values import GivenView, ShownAlert, ShownScore, View
from overt.law.permissions import PERMISSIONS
from overt.records import media
from overt.records.models import Alert, OwnView, ViewFactors
from overt.records.queries.evaluations import measured_at
from overt.records.queries.packs import pack_of


def show_alert(by: Actor, alert: Alert | str) -> ShownAlert:
    """Record who looks, then open the alert's pictures for them."""
    found = find_alert(alert)
    with act(by, "show_alert", found.deployment_id, about(found.id)) as acting:
        row = find_alert(alert)
        bundle = opened(row)
        role = min(acting.facts.roles & PERMISSIONS["show_alert"].roles)
        acting.record("alert.shown", subject=row.id, role=role.value, pictures=1 + len(bundle.candidates))
    return _for_person(by, row, bundle)


def opened(row: Alert) -> Bundle:
    """Open one alert's pictures and what is said of its subject; only inside an act that records who looks."""
    with refusals():
        sealed = media.read(site.home(), "alert", row.id)
        return Bundle.from_bytes(site.vault().open_alert(row.deployment_id, row.id, sealed))


def _for_person(by: Actor, row: Alert, bundle: Bundle) -> ShownAlert:
    views = list(row.views.order_by("given_at"))
    own = next((view for view in views if view.person == by.id), None)
    return ShownAlert(
        alert=row.id,
        deployment=row.deployment_id,
        camera=row.camera,
        raised_at=row.raised_at,
        label=bundle.label,
        category=bundle.category,
        listed_because=bundle.listed_because,
        must_know=bundle.must_know,
        age_band=bundle.age_band,
        look_alikes=bundle.look_alikes,
        probe_jpeg=bundle.probe_jpeg,
        candidates=bundle.candidates,
        own_view=_given(own).view if own else None,
        own_role=own.role if own else "",
        factors_due_at=_factors_due(row, own) if own else None,
        score=_score(row) if own else None,
        views=tuple(_given(view) for view in views) if own else (),
    )


def _score(row: Alert) -> ShownScore:
    measured = measured_at(row.deployment.engine, row.deployment.engine_digest, Decimal(row.score))
    return ShownScore(row.score, row.threshold, row.margin, tuple(one.says for one in measured))


def _factors_due(row: Alert, own: OwnView) -> datetime | None:
    if ViewFactors.objects.filter(own_view=own).exists():
        return None
    return own.given_at + timedelta(minutes=pack_of(row.deployment).factors_minutes)


def _given(view: OwnView) -> GivenView:
    return GivenView(view.person, view.role, cast(View, view.view), view.given_at)
