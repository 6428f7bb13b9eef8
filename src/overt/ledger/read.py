"""Read entries in order. Refuses nothing and changes nothing; proofs are `tiles`' business."""

from collections.abc import Iterator
from datetime import datetime

from overt.ledger.entry import Entry, Leaf, begin_of, from_microseconds, moment_after, to_microseconds
from overt.ledger.events import show_times
from overt.ledger.models import LedgerRow


def entries_after(index: int, limit: int = 500) -> list[Entry]:
    """Give up to `limit` entries whose index is greater than `index`, oldest first (-1: all).

    Entries are numbered in commit order, so a reader that asks again after the last index it
    saw misses none. A row whose bytes are not an entry raises `LedgerError`.
    """
    return [as_entry(row) for row in LedgerRow.objects.filter(index__gt=index).order_by("index")[:limit]]


def entries_of(deployment: str) -> Iterator[Entry]:
    """Give every entry about one deployment, oldest first."""
    return map(as_entry, LedgerRow.objects.filter(deployment=deployment).order_by("index").iterator())


def entries_between(deployment: str, after: int, up_to: int) -> list[Entry]:
    """Give the entries about one deployment whose index is above `after` and at most `up_to`, oldest first."""
    rows = LedgerRow.objects.filter(deployment=deployment, index__gt=after, index__lte=up_to)
    return [as_entry(row) for row in rows.order_by("index")]


def entries_within(since: datetime, until: datetime, before: int) -> Iterator[Entry]:
    """Give the entries made from `since` to before `until` whose index is below `before`, oldest first."""
    moments = {"at__gte": to_microseconds(since), "at__lt": to_microseconds(until)}
    return map(as_entry, LedgerRow.objects.filter(index__lt=before, **moments).order_by("index").iterator())


def as_entry(row: LedgerRow) -> Entry:
    """Read a row as the act it records, with its moment; `LedgerError` when its bytes are not an entry."""
    leaf, at = Leaf.from_bytes(bytes(row.entry)), from_microseconds(row.at)
    details = show_times(leaf.event, leaf.details, moment_after(begin_of(at), -leaf.after))
    return Entry(row.index, leaf.event, at, leaf.actor, leaf.deployment, leaf.subject, details, bytes(row.leaf_hash))


def size() -> int:
    """Give the number of entries."""
    last = LedgerRow.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1
