"""The latest entry of every event, for the whole ledger or for one deployment; read once and then followed.

Refuses to trust what it remembers once the entry it remembers last is another: then it reads everything anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from overt.ledger.entry import Entry
from overt.ledger.models import LedgerRow
from overt.ledger.read import entries_after

_PAGE = 2_000


@dataclass(frozen=True)
class Latest:
    """Where and when an event was last recorded."""

    index: int
    at: datetime


@dataclass
class _Followed:
    index: int = -1
    leaf_hash: bytes = b""
    found: dict[tuple[str, str], Latest] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        latest = Latest(entry.index, entry.at)
        for about in {"", entry.deployment}:
            self.found[about, entry.event] = latest
        self.index, self.leaf_hash = entry.index, entry.leaf_hash


_followed = _Followed()
_lock = Lock()


def latest_entries(deployment: str = "") -> Mapping[str, Latest]:
    """Return the latest entry of each event recorded so far, about one deployment if it is named."""
    global _followed
    with _lock:
        if not _is_still_there(_followed):
            _followed = _Followed()
        while page := entries_after(_followed.index, _PAGE):
            for entry in page:
                _followed.take(entry)
        return {event: latest for (about, event), latest in _followed.found.items() if about == deployment}


def _is_still_there(followed: _Followed) -> bool:
    if followed.index < 0:
        return True
    row = LedgerRow.objects.filter(index=followed.index).first()
    return row is not None and bytes(row.leaf_hash) == followed.leaf_hash
