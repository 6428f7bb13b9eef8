"""Show one entry of a draft to somebody who is to review it; looking is an act, and no sealed list is looked into."""

from overt.actions import site
from overt.actions._entries import find_entry, find_listed
from overt.actions.act import act, refusals
from overt.actions.system import Actor
from overt.actions.values import SubjectDetails
from overt.records.models import WatchlistEntry
from overt.vault import RecordKind


def show_entry(by: Actor, entry: WatchlistEntry | str) -> SubjectDetails:
    """Record who looks, then open what is said of this subject; its pictures stay sealed."""
    with act(by, "show_entry", find_entry(entry).deployment_id) as acting:
        row = find_listed(entry)
        with refusals(), site.vault().enrolment_warrant(row.deployment_id) as warrant:
            opened = warrant.open(RecordKind.WATCHLIST_ENTRY, row.id, bytes(row.details_sealed))
        acting.record("watchlist.entry_shown", subject=row.id, entry=row.id)
    return SubjectDetails.from_bytes(opened)
