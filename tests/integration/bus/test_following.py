"""Following the ledger: the same tests on the real bus over the database and on its in-memory twin."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from overt.bus import LedgerBus, Tail
from overt.bus.testing import MemoryBus

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[[int], Awaitable[None]]
"""Commit so many entries."""


def in_memory() -> tuple[Tail, Write]:
    bus = MemoryBus()

    async def write(count: int) -> None:
        for _ in range(count):
            bus.append(
                "camera.outage_began", actor="software", deployment="d", subject="", camera="gate", reason="gone"
            )

    return bus, write


def on_the_ledger() -> tuple[Tail, Write]:
    from asgiref.sync import sync_to_async
    from django.db import transaction

    from overt.ledger.append import append

    def commit(count: int) -> None:
        with transaction.atomic():
            for _ in range(count):
                append("person.created", actor="software", subject=uuid4().hex)

    return LedgerBus(poll_seconds=0.01), sync_to_async(commit)


@pytest.fixture(params=[in_memory, on_the_ledger])
def bus_and_write(request: pytest.FixtureRequest) -> tuple[Tail, Write]:
    made: tuple[Tail, Write] = request.param()
    return made


async def next_indexes(bus: Tail, after: int, count: int) -> list[int]:
    follower = bus.follow(after)
    return [(await asyncio.wait_for(anext(follower), 20)).index for _ in range(count)]


def test_what_was_recorded_before_is_read_in_order(bus_and_write: tuple[Tail, Write]) -> None:
    bus, write = bus_and_write

    async def scene() -> None:
        await write(3)
        assert await next_indexes(bus, -1, 3) == [0, 1, 2]

    asyncio.run(scene())
    assert [entry.index for entry in bus.after(0)] == [1, 2]
    assert bus.after(2) == []


def test_a_follower_resumes_after_the_index_it_saw_last(bus_and_write: tuple[Tail, Write]) -> None:
    bus, write = bus_and_write

    async def scene() -> None:
        await write(5)
        assert await next_indexes(bus, 2, 2) == [3, 4]

    asyncio.run(scene())


def test_a_waiting_follower_hears_what_is_recorded_later(bus_and_write: tuple[Tail, Write]) -> None:
    bus, write = bus_and_write

    async def scene() -> None:
        await write(1)
        waiting = asyncio.create_task(next_indexes(bus, 0, 2))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await write(2)
        assert await waiting == [1, 2]

    asyncio.run(scene())


def test_every_one_of_many_followers_gets_every_entry_once_and_in_order(bus_and_write: tuple[Tail, Write]) -> None:
    bus, write = bus_and_write

    async def scene() -> None:
        await write(2)
        followers = [asyncio.create_task(next_indexes(bus, after, 6 - after)) for after in [-1, 0, 1] * 20]
        for _ in range(5):
            await asyncio.sleep(0.02)
            await write(1)
        for after, follower in zip([-1, 0, 1] * 20, followers, strict=True):
            assert await follower == list(range(after + 1, 7))

    asyncio.run(scene())


def test_a_follower_that_timed_out_goes_on_where_it_was(bus_and_write: tuple[Tail, Write]) -> None:
    bus, write = bus_and_write

    async def scene() -> None:
        follower = bus.follow(-1)
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(follower), 0.03)
        await write(2)
        assert (await asyncio.wait_for(anext(follower), 20)).index == 0
        assert follower.index == 0
        assert (await asyncio.wait_for(anext(follower), 20)).index == 1

    asyncio.run(scene())


def test_more_entries_than_a_page_lose_none(bus_and_write: tuple[Tail, Write]) -> None:
    bus, write = bus_and_write

    async def scene() -> None:
        await write(1100)
        assert await next_indexes(bus, -1, 1100) == list(range(1100))

    asyncio.run(scene())
