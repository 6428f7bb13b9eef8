"""Withdraw one subject from a list: the list shrinks at once, and what was sealed of the subject is destroyed."""

from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import ErasureClass, WatchlistEntry


def withdraw_entry(by: Actor, entry: WatchlistEntry | str, *, reason: str) -> WatchlistEntry:
    """Withdraw an entry, even in the middle of a deployment; it cannot be put back."""
    row = _entry(entry)
    with act(by, "withdraw_entry", row.deployment_id) as acting:
        row = _entry(row.id)
        if row.withdrawn_at is not None:
            raise ActionRefused("entry_withdrawn", "This entry is withdrawn already.")
        told = acting.state_reason("withdraw_entry", reason)
        acting.record(
            "watchlist.entry_withdrawn", subject=row.id, entry=row.id, pictures=row.pictures.count(), reason=told
        )
        intent = intend(
            acting, ErasureClass.ENTRY, row.deployment_id, row.id, ground="entry_withdrawn", due_at=acting.now
        )
        row.withdrawn_by, row.withdrawn_at = by.id, acting.now
        row.save()
    complete(intent)
    return _entry(row.id)


def _entry(entry: WatchlistEntry | str) -> WatchlistEntry:
    wanted = entry if isinstance(entry, str) else entry.id
    try:
        return WatchlistEntry.objects.get(pk=wanted)
    except WatchlistEntry.DoesNotExist:
        raise ActionRefused("no_such_entry", "There is no such watchlist entry; it may have been erased.") from None
