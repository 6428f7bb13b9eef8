"""Show what officers wrote when they approved entries under 18; looking is an act."""

from dataclasses import dataclass
from datetime import datetime

from overt.actions import site
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment, EntryApproval


@dataclass(frozen=True)
class ShownApproval:
    """One approval with its words, which are not kept outside the seal."""

    entry: str
    approved_by: str
    approved_at: datetime
    words: str


def show_approvals(by: Actor, deployment: Deployment | str) -> tuple[ShownApproval, ...]:
    """Record who looks, then open the words of every approval of a deployment, oldest first."""
    with act(by, "show_approvals", deployment) as acting:
        row, vault = acting.deployment, site.vault()
        rows = list(EntryApproval.objects.filter(deployment=row).order_by("approved_at", "id"))
        shown = tuple(
            ShownApproval(
                one.entry,
                one.approved_by,
                one.approved_at,
                vault.open_approval(row.id, one.id, bytes(one.sealed)).decode(),
            )
            for one in rows
        )
        acting.record("watchlist.approvals_shown", subject=row.id, approvals=len(shown))
    return shown
