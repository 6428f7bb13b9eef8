"""Show one person a known negative as an alert is shown; nothing tells the two apart before the own view."""

from typing import cast

from overt.actions._alerts import find_alert
from overt.actions._negatives import about, find_negative
from overt.actions.act import act
from overt.actions.show_alert import opened
from overt.actions.system import Actor
from overt.actions.values import ShownAlert, View
from overt.law.permissions import PERMISSIONS


def show_negative(by: Actor, negative: str) -> ShownAlert:
    """Record who looks, then open both alerts' pictures; `own_view` is set once this person has given theirs."""
    found = find_negative(negative)
    with act(by, "show_negative", found.deployment_id, about(negative)) as acting:
        row = find_negative(negative)
        probe, candidate = opened(find_alert(row.probe_of)), opened(find_alert(row.candidate_of))
        role = min(acting.facts.roles & PERMISSIONS["show_negative"].roles)
        acting.record("negative.shown", subject=row.id, negative=row.id, role=role.value)
    own = row.viewed_by == by.id
    return ShownAlert(
        alert=row.id,
        deployment=row.deployment_id,
        camera=row.camera,
        raised_at=row.mixed_in_at,
        label=candidate.label,
        category=candidate.category,
        listed_because=candidate.listed_because,
        must_know=candidate.must_know,
        age_band=candidate.age_band,
        look_alikes=candidate.look_alikes,
        probe_jpeg=probe.probe_jpeg,
        candidates=candidate.candidates,
        own_view=cast(View, row.view) if own else None,
        own_role="operator" if own else "",
        factors_due_at=None,
        score=None,
        views=(),
    )
