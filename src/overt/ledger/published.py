"""The entries everybody may read: those of published deployments, in bundles like c2sp.org/tlog-tiles has them.

`published/N` holds the entries of tile N, each after its uint16 length; an entry that is not public has the length 0,
and its hash stands in the tile. Once a whole tile is public it is an entry bundle and stands under `tile/entries/N`
too. Refuses nothing; reads only rows whose deployment's publication is on the ledger.
"""

from pathlib import Path

from overt.ledger.files import replace_file
from overt.ledger.models import LedgerChain, LedgerRow
from overt.ledger.tiles import WIDTH, bundle, tile_path
from overt.ledger.tree import rows_between


def publish_entries(out: Path, old_size: int, size: int) -> None:
    """Write the bundles that entries from `old_size` to before `size` made public or added to."""
    fresh = LedgerRow.objects.filter(index__gte=old_size, index__lt=size)
    chains = LedgerChain.objects.filter(published__lt=size, deployment__in=fresh.values("deployment"))
    numbers: set[int] = set()
    for chain in chains:
        rows = LedgerRow.objects.filter(deployment=chain.deployment, index__lt=size)
        since = rows if (chain.published or 0) >= old_size else rows.filter(index__gte=old_size)
        numbers |= {index // WIDTH for index in since.values_list("index", flat=True)}
    for number in sorted(numbers):
        _write(out, number, size)


def _write(out: Path, number: int, size: int) -> None:
    rows = list(rows_between(number * WIDTH, min(size, (number + 1) * WIDTH)))
    chains = LedgerChain.objects.filter(published__lt=size, deployment__in={row.deployment for row in rows})
    public = set(chains.values_list("deployment", flat=True))
    entries = [bytes(row.entry) if row.deployment in public else b"" for row in rows]
    replace_file(out / tile_path("published", number).removeprefix("tile/"), bundle(entries))
    if all(entries) and len(entries) == WIDTH:
        replace_file(out / tile_path("entries", number), bundle(entries))
