"""The tree as the database holds it: recomputed from the rows, and as the head row claims it.

Refuses nothing; `verify` and `tail` compare the two. Rows are read in one pass, in
constant memory and without a lock, so nobody who appends waits.
"""

from collections.abc import Iterator

from overt.ledger.merkle import Frontier, leaf_hash
from overt.ledger.models import LedgerHead, LedgerRow

HEAD_ID = 1
_CHUNK = 2_000


def rows_in_order() -> Iterator[LedgerRow]:
    """Give every row by index."""
    return LedgerRow.objects.order_by("index").iterator(_CHUNK)


def rows_between(low: int, high: int) -> Iterator[LedgerRow]:
    """Give the rows from one index to before another, in order."""
    return LedgerRow.objects.filter(index__gte=low, index__lt=high).order_by("index").iterator(_CHUNK)


def leaves_between(low: int, high: int) -> list[bytes]:
    """Recompute the leaf hashes of the entries from one index to before another."""
    entries = LedgerRow.objects.filter(index__gte=low, index__lt=high).order_by("index")
    return [leaf_hash(bytes(entry)) for entry in entries.values_list("entry", flat=True).iterator(_CHUNK)]


def roots_at(*sizes: int) -> dict[int, bytes]:
    """Recompute, from the entries, the tree's root at each of these sizes that it reached."""
    frontier, wanted = Frontier(), set(sizes)
    found = {0: frontier.root()} if 0 in wanted else {}
    for row in LedgerRow.objects.filter(index__lt=max(wanted)).order_by("index").iterator(_CHUNK):
        frontier = frontier.push(leaf_hash(bytes(row.entry)))
        if frontier.size in wanted:
            found[frontier.size] = frontier.root()
    return found


def read_head() -> Frontier | None:
    """Give the frontier in the head row (empty before the first entry); nothing when it is damaged."""
    head = LedgerHead.objects.filter(id=HEAD_ID).first()
    try:
        return Frontier.from_bytes(head.size, bytes(head.frontier)) if head else Frontier()
    except ValueError:
        return None
