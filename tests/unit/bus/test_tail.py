"""The tail: one poller for all who wait, none when nobody does, and no entry lost when polls fail."""

import asyncio
from collections.abc import Sequence

from overt.bus.tail import RECENT_ENTRIES, Tail
from overt.bus.testing import MemoryBus
from overt.ledger.entry import Entry


class CountingLog:
    """A log that counts its readings and can be made unreadable."""

    def __init__(self) -> None:
        self.bus = MemoryBus()
        self.readings = 0
        self.unreadable = False

    def read(self, index: int) -> Sequence[Entry]:
        self.readings += 1
        if self.unreadable:
            raise OSError("the disk is gone")
        return self.bus.after(index)

    def append(self, count: int = 1) -> None:
        for _ in range(count):
            self.bus.append("alert.raised", actor="software")


def test_a_hundred_waiting_followers_cost_one_reading_a_poll() -> None:
    log = CountingLog()
    tail = Tail(log.read, poll_seconds=0.02)

    async def scene() -> None:
        followers = [asyncio.create_task(anext(tail.follow(-1))) for _ in range(100)]
        await asyncio.sleep(0.1)
        readings = log.readings
        await asyncio.sleep(0.2)
        assert log.readings - readings <= 11
        before = log.readings
        log.append()
        assert {entry.index for entry in await asyncio.gather(*followers)} == {0}
        assert log.readings - before <= 3

    asyncio.run(scene())


def test_nobody_waiting_means_no_polling() -> None:
    log = CountingLog()
    tail = Tail(log.read, poll_seconds=0.01)

    async def scene() -> None:
        waiting = asyncio.create_task(anext(tail.follow(-1)))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.sleep(0.05)
        readings = log.readings
        await asyncio.sleep(0.1)
        assert log.readings == readings

    asyncio.run(scene())


def test_an_unreadable_log_delays_its_followers_and_loses_nothing() -> None:
    log = CountingLog()
    tail = Tail(log.read, poll_seconds=0.01)

    async def scene() -> None:
        follower = tail.follow(-1)
        waiting = asyncio.create_task(anext(follower))
        await asyncio.sleep(0.05)
        log.unreadable = True
        log.append(3)
        await asyncio.sleep(0.05)
        assert not waiting.done()
        log.unreadable = False
        assert (await asyncio.wait_for(waiting, 10)).index == 0
        assert [(await anext(follower)).index for _ in range(2)] == [1, 2]

    asyncio.run(scene())


def test_a_follower_further_behind_than_the_memory_reads_the_log_itself() -> None:
    log = CountingLog()
    tail = Tail(log.read, poll_seconds=0.01)

    async def scene() -> None:
        quick = asyncio.create_task(anext(tail.follow(-1)))
        await asyncio.sleep(0.03)
        log.append(RECENT_ENTRIES + 600)
        await quick
        keeper = tail.follow(RECENT_ENTRIES + 599)
        waiting = asyncio.create_task(anext(keeper))
        await asyncio.sleep(0.03)
        slow = tail.follow(4)
        assert [(await anext(slow)).index for _ in range(RECENT_ENTRIES + 595)] == list(range(5, RECENT_ENTRIES + 600))
        waiting.cancel()

    asyncio.run(scene())


def test_a_bus_can_be_followed_again_in_another_event_loop() -> None:
    log = CountingLog()
    tail = Tail(log.read, poll_seconds=0.01)

    async def wait_for_one(after: int) -> int:
        asyncio.get_running_loop().call_later(0.05, log.append)
        return (await asyncio.wait_for(anext(tail.follow(after)), 10)).index

    assert asyncio.run(wait_for_one(-1)) == 0
    assert asyncio.run(wait_for_one(0)) == 1
