"""An in-memory bus for tests: the same following as the real one over a list; refuses nothing and keeps nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from overt.bus.tail import Tail

if TYPE_CHECKING:
    from overt.ledger.entry import Entry, Value

PAGE = 500


class MemoryBus(Tail):
    """`LedgerBus` over a list of this process. `append` takes what `ledger.append` takes and needs no transaction."""

    def __init__(self, poll_seconds: float = 0.01) -> None:
        self._entries: list[Entry] = []
        super().__init__(self._page, poll_seconds)

    def append(self, event: str, *, actor: str, deployment: str = "", subject: str = "", **details: Value) -> Entry:
        """Add an entry with the next index. Its leaf hash is empty: nothing is proved here."""
        from overt.ledger.entry import Entry

        entry = Entry(
            index=len(self._entries),
            event=event,
            at=datetime.now(UTC),
            actor=actor,
            deployment=deployment,
            subject=subject,
            details=details,
            leaf_hash=b"",
        )
        self._entries.append(entry)
        return entry

    def _page(self, index: int) -> list[Entry]:
        return self._entries[index + 1 : index + 1 + PAGE]
