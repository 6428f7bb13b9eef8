"""Follow a numbered log from many coroutines with one poller; refuses to queue, so a slow follower costs no memory.

A follower holds only the index it saw last. The newest entries are kept once for all followers; a follower that fell
further behind reads the log itself. Nothing is lost when a poll fails: the next one starts from the same index.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from overt.ledger.entry import Entry

POLL_SECONDS = 0.05

RECENT_ENTRIES = 1024
"""Entries kept in memory for all followers together."""

SLOWEST_POLL_SECONDS = 2.0
"""The longest pause between two polls while the log cannot be read."""

log = structlog.get_logger(__name__)


class Tail:
    """One poller over `read(index)`: the entries with a larger index, oldest first, at most a page.

    It polls only while somebody waits. A tail belongs to the event loop of those who follow it.
    """

    def __init__(self, read: Callable[[int], Sequence[Entry]], poll_seconds: float = POLL_SECONDS) -> None:
        self._read = read
        self._poll_seconds = poll_seconds
        self._recent: deque[Entry] = deque(maxlen=RECENT_ENTRIES)
        self._read_up_to = -1
        self._changed = asyncio.Event()
        self._waiting = 0
        self._poller: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="overt-bus")

    def after(self, index: int) -> list[Entry]:
        """Read the entries that follow `index` (-1 for the beginning), oldest first, at most one page."""
        return list(self._read(index))

    def follow(self, after: int) -> Follower:
        """Iterate over the entries that follow `after`, for ever; see `Follower`."""
        return Follower(self, after)

    async def wait_after(self, index: int) -> list[Entry]:
        """Return the entries that follow `index`, waiting until there is one. Safe to cancel."""
        while True:
            changed = self._changed
            if found := await self._known_after(index):
                return found
            await self._wait(changed, index)

    async def _known_after(self, index: int) -> list[Entry]:
        if self._polling():
            if index >= self._read_up_to:
                return []
            if self._recent and self._recent[0].index <= index + 1:
                return [entry for entry in self._recent if entry.index > index]
        return await self._read_in_thread(index)

    async def _wait(self, changed: asyncio.Event, index: int) -> None:
        self._waiting += 1
        if not self._polling():
            self._recent.clear()
            self._read_up_to = index
            self._poller = asyncio.create_task(self._poll())
        try:
            await changed.wait()
        finally:
            self._waiting -= 1

    def _polling(self) -> bool:
        return self._poller is not None and not self._poller.done()

    async def _poll(self) -> None:
        pause = self._poll_seconds
        while self._waiting:
            try:
                found = await self._read_in_thread(self._read_up_to)
                pause = self._poll_seconds
            except Exception as fault:  # a log that cannot be read now may be readable again
                log.warning("bus.poll_failed", fault=type(fault).__name__)
                found, pause = [], min(2 * pause, SLOWEST_POLL_SECONDS)
            if found:
                self._publish(found)
            await asyncio.sleep(pause)

    def _publish(self, found: list[Entry]) -> None:
        self._recent.extend(found)
        self._read_up_to = found[-1].index
        self._changed.set()
        self._changed = asyncio.Event()

    async def _read_in_thread(self, index: int) -> list[Entry]:
        """Read on the tail's own thread, so that the loop never waits for the database."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.after, index)


class Follower(AsyncIterator["Entry"]):
    """The entries after an index, one at a time.

    Not a generator on purpose: `asyncio.wait_for(anext(follower), …)` may time out, for a heartbeat to a browser,
    and the follower goes on where it was. `index` is what to resume from.
    """

    def __init__(self, tail: Tail, after: int) -> None:
        self._tail = tail
        self._ready: deque[Entry] = deque()
        self.index = after
        """Index of the last entry handed out (or the one asked for at the start)."""

    def __aiter__(self) -> Follower:
        return self

    async def __anext__(self) -> Entry:
        if not self._ready:
            self._ready.extend(await self._tail.wait_after(self.index))
        entry = self._ready.popleft()
        self.index = entry.index
        return entry
