"""Read entries in order. Refuses nothing and changes nothing; proofs are `merkle`'s business."""

from overt.ledger.entry import Act, Entry
from overt.ledger.models import LedgerRow


def entries_after(index: int, limit: int = 500) -> list[Entry]:
    """Give up to `limit` entries whose index is greater than `index`, oldest first (-1: all).

    Entries are numbered in commit order, so a reader that asks again after the last index it
    saw misses none. A row whose bytes are not an entry raises `LedgerError`.
    """
    rows = LedgerRow.objects.filter(index__gt=index).order_by("index")[:limit]
    return [Act.from_bytes(bytes(row.entry)).placed(row.index, bytes(row.leaf_hash)) for row in rows]


def size() -> int:
    """Give the number of entries."""
    last = LedgerRow.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1
