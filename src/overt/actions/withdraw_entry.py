"""Withdraw one subject from a list: the list shrinks at once, and what was sealed of the subject is destroyed."""

from django.db.models import Q

from overt.actions._entries import find_entry, find_listed
from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import ErasureClass, ListWarning, WatchlistEntry


def withdraw_entry(by: Actor, entry: WatchlistEntry | str, *, reason: str) -> WatchlistEntry:
    """Withdraw an entry, even in the middle of a deployment; it cannot be put back."""
    with act(by, "withdraw_entry", find_entry(entry).deployment_id) as acting:
        row = find_listed(entry)
        told = acting.state_reason("withdraw_entry", reason)
        acting.record(
            "watchlist.entry_withdrawn", subject=row.id, entry=row.id, pictures=row.pictures.count(), reason=told
        )
        intent = intend(
            acting, ErasureClass.ENTRY, row.deployment_id, row.id, ground="entry_withdrawn", due_at=acting.now
        )
        row.withdrawn_by, row.withdrawn_at = by.id, acting.now
        row.save()
        ListWarning.objects.filter(Q(picture__entry=row) | Q(other=row.id)).delete()
    complete(intent)
    return find_entry(row.id)
