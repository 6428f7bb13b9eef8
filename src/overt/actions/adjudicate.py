"""Record one person's own view of an alert, once, before they see the score or anybody else's view (I-3)."""

from typing import get_args

from overt.actions._alerts import about, find_alert, set_erase_by
from overt.actions.act import Acting, act
from overt.actions.close_on_condition import keep_false_alert_condition
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import View
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import Alert, AlertState, OwnView


def adjudicate(by: Actor, alert: Alert | str, *, view: View) -> OwnView:
    """Record a view as LFR Operator, first, or as Engagement Officer, after the operator's and without seeing it.

    Who holds both roles gives the operator's view if none is recorded yet; nobody gives two.
    """
    if view not in get_args(View):
        raise ActionRefused("view_unknown", f"A view is one of: {', '.join(get_args(View))}.")
    found = find_alert(alert)
    with act(by, "adjudicate", found.deployment_id, about(found.id)) as acting:
        row = find_alert(found.id)
        own = OwnView(id=new_id(), alert=row, person=by.id, role=_role(acting).value, view=view, given_at=acting.now)
        acting.record("alert.adjudicated", subject=row.id, role=own.role, view=view, own_view=own.id)
        own.save(force_insert=True)
        if row.state == AlertState.RAISED:
            row.state = AlertState.VIEWED
        set_erase_by(row)
    keep_false_alert_condition(found.deployment_id)
    return own


def _role(acting: Acting) -> Role:
    """Say in which role the view is given; one view for each role."""
    known, roles = acting.facts.alert, acting.facts.roles
    if Role.OPERATOR in roles and not known.operator_has_viewed:
        return Role.OPERATOR
    if Role.ENGAGEMENT_OFFICER in roles and known.operator_has_viewed and not known.engagement_officer_has_viewed:
        return Role.ENGAGEMENT_OFFICER
    raise ActionRefused("view_given", "The view of your role on this alert is recorded already.")
