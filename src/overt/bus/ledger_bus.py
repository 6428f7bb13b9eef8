"""The bus of one machine: tails the ledger in the database; refuses to write or to reinterpret an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overt.bus.tail import POLL_SECONDS, Tail

if TYPE_CHECKING:
    from overt.ledger.entry import Entry


class LedgerBus(Tail):
    """The committed entries of this site's ledger, in order. Needs Django to be set up when it is first read."""

    def __init__(self, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__(_read_ledger, poll_seconds)


def _read_ledger(index: int) -> list[Entry]:
    from django.db import DatabaseError, connection

    from overt.ledger.read import entries_after

    try:
        return entries_after(index)
    except DatabaseError:
        connection.close()  # a broken connection would fail every later poll of this thread too
        raise
