"""Record the operator's own view of a known negative, once; it reaches no officer and is in no figure of alerts."""

from typing import get_args

from overt.actions._duty import begin_if_needed
from overt.actions._negatives import about, find_negative
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import View
from overt.law.roles import Role
from overt.records.models import KnownNegative


def judge_negative(by: Actor, negative: str, *, view: View, tap: str = "") -> KnownNegative:
    """Record the view; from now on this operator is told what it was."""
    if view not in get_args(View):
        raise ActionRefused("view_unknown", f"A view is one of: {', '.join(get_args(View))}.")
    found = find_negative(negative)
    with act(by, "judge_negative", found.deployment_id, about(negative), tap) as acting:
        row = find_negative(negative)
        begin_if_needed(acting, Role.OPERATOR)
        acting.record("negative.judged", subject=row.id, negative=row.id, view=view)
        row.claimed_by, row.view, row.viewed_by, row.viewed_at = by.id, view, by.id, acting.now
        row.save()
    return row
