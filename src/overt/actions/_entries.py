"""Finding one entry or picture of a list."""

from overt.actions.errors import ActionRefused
from overt.records.models import WatchlistEntry, WatchlistPicture


def find_entry(entry: WatchlistEntry | str) -> WatchlistEntry:
    """Return an entry as it stands; raises ActionRefused when it is not there."""
    wanted = entry if isinstance(entry, str) else entry.id
    try:
        return WatchlistEntry.objects.get(pk=wanted)
    except WatchlistEntry.DoesNotExist:
        raise ActionRefused("no_such_entry", "There is no such watchlist entry; it may have been erased.") from None


def find_listed(entry: WatchlistEntry | str) -> WatchlistEntry:
    """Return an entry that is not withdrawn; raises ActionRefused otherwise."""
    row = find_entry(entry)
    if row.withdrawn_at is not None:
        raise ActionRefused("entry_withdrawn", "This entry is withdrawn already.")
    return row


def find_picture(picture: WatchlistPicture | str) -> WatchlistPicture:
    """Return a picture with its entry; raises ActionRefused when it is not there."""
    wanted = picture if isinstance(picture, str) else picture.id
    try:
        return WatchlistPicture.objects.select_related("entry").get(pk=wanted)
    except WatchlistPicture.DoesNotExist:
        raise ActionRefused("no_such_picture", "There is no such watchlist picture; it may have been erased.") from None
