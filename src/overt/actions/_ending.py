"""Ending a deployment, whichever verb ends it: the vault first, then the ledger, then the clocks of erasure."""

from datetime import timedelta

from overt.actions import site
from overt.actions._duty import end_all
from overt.actions._engagement_counts import split_counts
from overt.actions.act import Acting, refusals
from overt.records.models import CameraRun, RunState
from overt.records.queries.packs import pack_of


def withdraw_keys(acting: Acting) -> None:
    """Take the watchlist key out of reach before anything else is done.

    This much can be undone by two people, should the act then not be recorded; `end_for_good` cannot.
    """
    vault = site.vault()
    vault.suspend(acting.deployment.id)
    vault.end_enrolment(acting.deployment.id)


def end_for_good(deployment: str) -> None:
    """Tell the vault, once the end is on record, never to release this deployment's key again."""
    with refusals():
        site.vault().end(deployment)


def start_erasure_clocks(acting: Acting) -> None:
    """Set when the watchlist must be destroyed: the law pack's hours from now, or sooner if that was so already."""
    row = acting.deployment
    pack = pack_of(row)
    row.ended_at = acting.now
    due = acting.now + timedelta(hours=pack.watchlist_destruction_hours)
    row.watchlist_erase_by = min(row.watchlist_erase_by, due)


def stand_down(acting: Acting) -> None:
    """End every turn of duty, and split what is counted about engagements from their alerts."""
    end_all(acting)
    split_counts(acting)


def drop_warrants(acting: Acting) -> None:
    """Forget which warrants running cameras hold, so that no alert can come from before this moment."""
    CameraRun.objects.filter(deployment=acting.deployment, state=RunState.RUNNING).update(warrant="")
