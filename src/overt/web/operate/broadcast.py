"""One reader of the ledger for all open pages of this process: what happened is put into words once, for everybody.

A page holds the index of what it was told last and nothing else: it takes what came since when it is ready for more, so
a slow phone costs nobody else anything and no memory. Whether pages may stay open is asked for all of them at once. It
refuses to tell a page of another deployment, or of a part that it does not show.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from django.db import DatabaseError, connection

from overt.bus import Tail
from overt.ledger.entry import Entry
from overt.ledger.read import entries_between, size
from overt.web.account.passes import Pass, still_good

TICK_SECONDS = 2.0
"""How often counters and clocks are asked for again."""

LOOK_EVERY_TICKS = 3
"""How many ticks pass between two looks at whether the pages' sessions are still good."""

BEAT_EVERY_TICKS = 5
"""How many ticks pass before a page that has no clock gets a sign of life, so that a dead link is noticed."""

KEPT_ENTRIES = 1024
"""Entries kept for all pages together; a page further behind reads the ledger itself."""

PARTS = frozenset({"queue", "duty", "acts", "state", "figures", "check"})
"""The parts a page may show."""

TICKING = ("state", "figures")
ENDED = "event: ended\ndata: signed out\n\n"
BEAT = ": the link stands\n\n"
T = TypeVar("T")

log = structlog.get_logger(__name__)


def parts_of(event: str) -> str:
    """Return which parts of the pages an entry is about, or nothing."""
    if event.startswith(("alert.", "negative.")):
        return "queue state figures"
    if event.startswith(("deployment.", "ceiling.")):
        return "acts state figures"
    if event.startswith("check."):
        return "check acts"
    if event.startswith("duty."):
        return "duty queue"
    return "state" if event.startswith(("camera.", "watchlist.", "erasure.")) else ""


@dataclass(eq=False)
class OpenPage:
    """One open page: whose, of which deployment, the parts it shows, the last entry and tick it was told of."""

    holds: Pass
    deployment: str
    parts: frozenset[str]
    told_up_to: int | None = None
    told_ticks: int = 0
    end: str | None = None
    """What is said last, once the page may not stay open; empty when the browser should just come again."""


@dataclass(frozen=True)
class _News:
    index: int
    deployment: str
    event: str


def _news_of(entry: Entry) -> _News:
    return _News(entry.index, entry.deployment, entry.event)


@dataclass(eq=False)
class Broadcast:
    """Tells every open page of one event loop; works while there is one."""

    tail: Tail
    _pages: set[OpenPage] = field(default_factory=set)
    _recent: deque[_News] = field(default_factory=lambda: deque(maxlen=KEPT_ENTRIES))
    _complete_after: int = -1
    _read_up_to: int | None = None
    _ticks: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _work: "asyncio.Task[None] | None" = None

    async def join(self, page: OpenPage) -> None:
        """Take a page in; one that does not say what it was told last is told what follows."""
        self._pages.add(page)
        page.told_ticks = self._ticks
        if self._work is None or self._work.done():
            self._recent.clear()
            self._read_up_to = None
            self._work = asyncio.create_task(self._run())
        while self._read_up_to is None and page.end is None:
            await self._changed.wait()
        if page.told_up_to is None:
            page.told_up_to = self._read_up_to

    def leave(self, page: OpenPage) -> None:
        """Let a page go; after the last one nothing is read any more."""
        self._pages.discard(page)
        if not self._pages and self._work is not None:
            self._work.cancel()
            self._work = None

    async def next_for(self, page: OpenPage) -> str:
        """Wait for the next words for this page; "" when nothing more will come: `page.end` says why."""
        while page.end is None:
            changed = self._changed
            if said := await self._said_to(page):
                return said
            await changed.wait()
        return ""

    async def _said_to(self, page: OpenPage) -> str:
        assert page.told_up_to is not None
        assert self._read_up_to is not None
        up_to = self._read_up_to
        news, page.told_up_to = await self._news_for(page, page.told_up_to, up_to), up_to
        said = "".join(_words(one, page.parts) for one in news if one.deployment == page.deployment)
        if page.told_ticks != self._ticks:
            page.told_ticks = self._ticks
            said += _tick(page.parts, self._ticks)
        return said

    async def _news_for(self, page: OpenPage, after: int, up_to: int) -> list[_News]:
        if after < self._complete_after:
            deployment = page.deployment
            return await _asked(lambda: [_news_of(one) for one in entries_between(deployment, after, up_to)])
        found = []
        for one in reversed(self._recent):
            if one.index <= after:
                break
            found.append(one)
        return found[::-1]

    async def _run(self) -> None:
        try:
            after = await self._newest()
            self._wake()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._read(after))
                both.create_task(self._keep_time())
        except Exception as fault:  # whatever it was, no page may stay open unasked: let every browser come again
            log.warning("pages.failed", fault=type(fault).__name__)
            for page in self._pages:
                page.end = page.end or ""
            self._wake()

    async def _newest(self) -> int:
        """Return the index from which on everything is kept."""
        while True:
            try:
                self._complete_after = self._read_up_to = await _asked(size) - 1
            except DatabaseError as fault:
                log.warning("pages.ledger_unread", fault=type(fault).__name__)
                await asyncio.sleep(TICK_SECONDS)
            else:
                return self._read_up_to

    async def _read(self, after: int) -> None:
        follower = self.tail.follow(after)
        while True:
            try:
                entry = await anext(follower)
            except DatabaseError as fault:
                log.warning("pages.ledger_unread", fault=type(fault).__name__)
                await asyncio.sleep(TICK_SECONDS)
            else:
                self._take(entry)

    def _take(self, entry: Entry) -> None:
        if len(self._recent) == KEPT_ENTRIES:
            self._complete_after = self._recent[0].index
        self._recent.append(_news_of(entry))
        self._read_up_to = entry.index
        if parts_of(entry.event):
            self._wake()

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._ticks += 1
            if self._ticks % LOOK_EVERY_TICKS == 0:
                await self._look()
            self._wake()

    async def _look(self) -> None:
        """End the pages that would not be let in any more; where that cannot be known, let every browser come again."""
        pages = list(self._pages)
        held = {page.holds for page in pages}
        good: Collection[Pass] | None = None
        with suppress(DatabaseError):
            good = await _asked(lambda: still_good(held))
        for page in pages:
            if good is None or page.holds not in good:
                page.end = "" if good is None else ENDED

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _words(one: _News, parts: frozenset[str]) -> str:
    told = " ".join(part for part in parts_of(one.event).split() if part in parts)
    return f"id: {one.index}\nevent: changed\ndata: {told}\n\n" if told else ""


def _tick(parts: frozenset[str], ticks: int) -> str:
    if told := " ".join(part for part in TICKING if part in parts):
        return f"event: changed\ndata: {told}\n\n"
    return BEAT if ticks % BEAT_EVERY_TICKS == 0 else ""


async def _asked(question: Callable[[], T]) -> T:
    """Ask the database on a thread; its connection is not kept, since this is asked seldom."""

    def answer() -> T:
        try:
            return question()
        finally:
            connection.close()

    return await asyncio.get_running_loop().run_in_executor(None, answer)
