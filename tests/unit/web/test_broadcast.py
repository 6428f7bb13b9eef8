"""What open pages are told: each entry once and in order, of their own deployment and parts, however slow they are."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection

import pytest
from django.db import DatabaseError

from overt.bus.testing import MemoryBus
from overt.ledger.entry import Entry
from overt.web.account.passes import Pass
from overt.web.operate import broadcast
from overt.web.operate.broadcast import KEPT_ENTRIES, PARTS, Broadcast, OpenPage

HERE, ELSEWHERE = "a" * 32, "b" * 32


class Scene:
    """A ledger in memory, whose sessions are good, and the broadcast over it."""

    def __init__(self) -> None:
        self.bus = MemoryBus()
        self.bad: set[str] = set()
        self.looks = self.read_back = 0
        self.unknown = False
        self.broadcast = Broadcast(self.bus)

    def raised(self, deployment: str = HERE, event: str = "alert.raised") -> int:
        return self.bus.append(event, actor="software", deployment=deployment).index

    def still_good(self, passes: Collection[Pass]) -> set[Pass]:
        self.looks += 1
        if self.unknown:
            raise DatabaseError
        return {one for one in passes if one.session not in self.bad}

    def between(self, deployment: str, after: int, up_to: int) -> list[Entry]:
        self.read_back += 1
        entries: list[Entry] = []
        while found := self.bus.after(entries[-1].index if entries else after):
            entries += found
        return [one for one in entries if one.deployment == deployment and one.index <= up_to]

    async def page(self, session: str = "s", parts: frozenset[str] = PARTS, after: int | None = None) -> OpenPage:
        made = OpenPage(Pass(session, "p", "", factor_shown=True), HERE, parts, after)
        await self.broadcast.join(made)
        return made

    async def hears(self, page: OpenPage, until: int) -> list[int]:
        heard: list[int] = []
        while until not in heard:
            said = await asyncio.wait_for(self.broadcast.next_for(page), 10)
            heard += [int(index) for index in re.findall(r"^id: (\d+)$", said, re.MULTILINE)]
        return heard


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = Scene()
    monkeypatch.setattr(broadcast, "size", lambda: len(made.bus.after(-1)))
    monkeypatch.setattr(broadcast, "entries_between", made.between)
    monkeypatch.setattr(broadcast, "still_good", made.still_good)
    monkeypatch.setattr(broadcast, "TICK_SECONDS", 0.02)
    return made


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await story()

    asyncio.run(asyncio.wait_for(told(), 20))


def test_many_pages_hear_each_entry_of_their_deployment_once_and_in_order(scene: Scene) -> None:
    async def story() -> None:
        pages = [await scene.page(f"s{number}") for number in range(50)]
        hearing = [asyncio.create_task(scene.hears(page, until=6)) for page in pages]
        await asyncio.sleep(0.05)
        for number in range(7):
            assert scene.raised(ELSEWHERE if number == 3 else HERE) == number
            await asyncio.sleep(0.01)
        for one in hearing:
            assert await one == [0, 1, 2, 4, 5, 6]
        assert scene.read_back == 0

    run(story)


def test_a_page_that_comes_back_is_told_what_it_missed(scene: Scene) -> None:
    for _ in range(5):
        scene.raised()

    async def story() -> None:
        assert await scene.hears(await scene.page(after=1), until=4) == [2, 3, 4]

    run(story)


def test_a_page_too_slow_for_what_is_kept_reads_the_ledger_itself_and_misses_nothing(scene: Scene) -> None:
    async def story() -> None:
        slow, quick = await scene.page("slow"), await scene.page("quick")
        scene.raised()
        assert await scene.hears(quick, until=0) == await scene.hears(slow, until=0) == [0]
        for _ in range(KEPT_ENTRIES + 10):
            last = scene.raised()
        assert await scene.hears(quick, until=last)
        assert await scene.hears(slow, until=last) == list(range(1, last + 1))
        assert scene.read_back > 0

    run(story)


def test_a_phone_is_told_of_its_list_alone_and_gets_a_sign_of_life(scene: Scene) -> None:
    async def story() -> None:
        page = await scene.page(parts=frozenset({"queue"}))
        await asyncio.sleep(0.03)
        scene.raised(event="deployment.halted")
        scene.raised()
        said = ""
        while broadcast.BEAT not in said or "id: 1\n" not in said:
            said += await scene.broadcast.next_for(page)
        assert "id: 1\nevent: changed\ndata: queue\n\n" in said
        assert "id: 0" not in said
        assert "state" not in said

    run(story)


def test_clocks_are_asked_for_again_by_pages_that_show_them(scene: Scene) -> None:
    async def story() -> None:
        page = await scene.page(parts=frozenset({"queue", "state"}))
        assert await scene.broadcast.next_for(page) == "event: changed\ndata: state\n\n"

    run(story)


def test_one_look_serves_all_pages_and_ends_those_that_are_not_good_any_more(scene: Scene) -> None:
    async def story() -> None:
        pages = [await scene.page(f"s{number}") for number in range(20)]
        scene.bad = {"s3"}
        while pages[3].end is None:
            await asyncio.sleep(0.01)
        assert scene.looks == 1
        assert [page.end for page in pages if page.end is not None] == [broadcast.ENDED]
        assert await scene.broadcast.next_for(pages[3]) == ""

    run(story)


def test_where_it_cannot_be_known_whether_sessions_hold_every_browser_comes_again(scene: Scene) -> None:
    async def story() -> None:
        page = await scene.page()
        scene.unknown = True
        while page.end is None:
            await asyncio.sleep(0.01)
        assert page.end == ""

    run(story)


def test_whatever_fails_ends_the_pages_and_the_next_begins_anew(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        page = await scene.page()
        with monkeypatch.context() as broken:
            broken.setattr(broadcast, "parts_of", lambda _: 1 / 0)
            scene.raised()
            while page.end is None:
                await asyncio.sleep(0.01)
        assert page.end == ""
        assert await scene.hears(await scene.page(after=-1), until=0) == [0]

    run(story)


def test_nothing_is_read_or_looked_at_once_the_last_page_left_and_a_new_page_begins_again(scene: Scene) -> None:
    async def story() -> None:
        first = await scene.page()
        await asyncio.sleep(0.03)
        scene.broadcast.leave(first)
        await asyncio.sleep(0.03)
        looks = scene.looks
        await asyncio.sleep(0.1)
        assert scene.looks == looks
        scene.raised()
        second = await scene.page(after=-1)
        assert await scene.hears(second, until=0) == [0]

    run(story)


def test_a_ledger_that_cannot_be_read_delays_pages_and_loses_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def failing() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise DatabaseError
        return 0

    monkeypatch.setattr(broadcast, "size", failing)

    async def story() -> None:
        scene.raised()
        assert await scene.hears(await scene.page(after=-1), until=0) == [0]
        assert len(tries) == 3

    run(story)
