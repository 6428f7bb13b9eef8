"""The seam between processes: what happened, in order, and what a camera sees now.

The ledger is the outbox, so the bus only tails it: `LedgerBus` reads entries after an index and fans one poller out
to any number of followers, who resume from the last index they saw. `PreviewSlot` is one picture a camera in shared
memory. The bus writes no ledger, keeps no message of its own, puts no picture on a disk and carries nothing that the
ledger may not hold; a second site-to-site transport would replace this room and no other.
"""

from overt.bus.errors import BusError, PreviewUnavailable
from overt.bus.ledger_bus import LedgerBus
from overt.bus.preview import Preview, PreviewSlot, remove_leftovers, slot_name
from overt.bus.tail import Follower, Tail

__all__ = [
    "BusError",
    "Follower",
    "LedgerBus",
    "Preview",
    "PreviewSlot",
    "PreviewUnavailable",
    "Tail",
    "remove_leftovers",
    "slot_name",
]
