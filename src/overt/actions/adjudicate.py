"""Record one person's own view of an alert, once, before they see the score or anybody else's view (I-3).

The operator's view also sends or rejects: only *not the same* keeps an alert from the officers posted.
"""

from typing import get_args

from overt.actions._alerts import about, find_alert, set_erase_by
from overt.actions._duty import begin_if_needed, send_to_posted
from overt.actions.act import Acting, act
from overt.actions.close_on_condition import keep_false_alert_condition
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import View
from overt.actions.watch_ceiling import watch_ceiling
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import Alert, AlertState, OwnView


def adjudicate(by: Actor, alert: Alert | str, *, view: View, tap: str = "") -> OwnView:
    """Record a view as LFR Operator, first, or as Engagement Officer, after the operator's and without seeing it.

    Who holds both roles gives the operator's view if none is recorded yet; nobody gives two.
    """
    if view not in get_args(View):
        raise ActionRefused("view_unknown", f"A view is one of: {', '.join(get_args(View))}.")
    found = find_alert(alert)
    with act(by, "adjudicate", found.deployment_id, about(found.id), tap) as acting:
        row = find_alert(found.id)
        own = OwnView(id=new_id(), alert=row, person=by.id, role=_role(acting).value, view=view, given_at=acting.now)
        if own.role == Role.OPERATOR:
            begin_if_needed(acting, Role.OPERATOR)
            row.claimed_by, row.claimed_at = by.id, row.claimed_at or acting.now
        acting.record("alert.adjudicated", subject=row.id, role=own.role, view=view, own_view=own.id)
        own.save(force_insert=True)
        if own.role == Role.OPERATOR and view != "not_the_same":
            send_to_posted(acting, row)
        if row.state == AlertState.RAISED:
            row.state = AlertState.VIEWED
        set_erase_by(row)
    keep_false_alert_condition(found.deployment_id)
    watch_ceiling(found.deployment_id)
    return own


def _role(acting: Acting) -> Role:
    """Say in which role the view is given: one by an operator, one by each officer."""
    known, roles = acting.facts.alert, acting.facts.roles
    if Role.OPERATOR in roles and not known.operator_has_viewed:
        return Role.OPERATOR
    if Role.ENGAGEMENT_OFFICER in roles and known.operator_has_viewed:
        return Role.ENGAGEMENT_OFFICER
    raise ActionRefused("view_given", "The view of your role on this alert is recorded already.")
