"""Whether an act could be recorded just now (I-4); refuses to believe a write that is no longer fresh.

Comparison needs a write that succeeded within the last 0.9 s. A write that fails ends this at once; a write that hangs
ends it by getting old, so nothing has to notice that it hangs.
"""

from __future__ import annotations

import time
from threading import Lock

FRESH_SECONDS = 0.9
WAIT_SECONDS = 0.3
"""How long a write may wait for the database."""


class Writable:
    """When records were last written; shared by the guard that writes and the threads that compare."""

    def __init__(self) -> None:
        self._written_at = float("-inf")
        self._lock = Lock()

    @property
    def now(self) -> bool:
        """Whether a write succeeded within the last 0.9 s and none has failed since."""
        return time.monotonic() - self._written_at <= FRESH_SECONDS

    def succeeded(self, began_at: float) -> None:
        """A write begun at this monotonic time was committed; it is as old as its beginning."""
        with self._lock:
            self._written_at = max(self._written_at, began_at)

    def failed(self) -> None:
        """A write failed: nothing may be compared until one succeeds."""
        with self._lock:
            self._written_at = float("-inf")


def limit_wait() -> None:
    """Let this thread's database connection wait 300 ms and no longer."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")
        else:
            cursor.execute("SELECT set_config('lock_timeout', '300ms', false)")
            cursor.execute("SELECT set_config('statement_timeout', '300ms', false)")
