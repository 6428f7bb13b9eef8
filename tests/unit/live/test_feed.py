"""The feed between capture and detection: bounded, in order, and honest about what it skipped."""

import threading
from typing import cast

import pytest

from overt.live.feed import Feed
from overt.live.source import Captured


def picture(number: int) -> Captured:
    return Captured(cast("object", None), number, float(number), float(number))  # type: ignore[arg-type]


def test_the_newest_wins_and_every_skipped_one_is_counted() -> None:
    feed = Feed(newest_wins=True)
    for number in range(10):
        feed.offer(picture(number))
    taken = feed.take()
    assert taken is not None
    assert (taken.ticket, taken.captured.index) == (0, 9)
    assert feed.skipped == 9
    assert feed.taken == 1


def test_when_every_frame_counts_the_source_waits_for_room() -> None:
    feed = Feed(newest_wins=False)
    offered: list[int] = []

    def source() -> None:
        for number in range(20):
            feed.offer(picture(number))
            offered.append(number)
        feed.end()

    thread = threading.Thread(target=source)
    thread.start()
    taken = []
    while (one := feed.take()) is not None:
        assert len(offered) <= len(taken) + 4
        taken.append((one.ticket, one.captured.index))
    thread.join(5)
    assert taken == [(number, number) for number in range(20)]
    assert feed.skipped == 0


def test_an_ended_feed_gives_what_still_waits_and_then_nothing() -> None:
    feed = Feed(newest_wins=True)
    feed.offer(picture(1))
    feed.end()
    assert feed.take() is not None
    assert feed.take() is None
    feed.offer(picture(2))
    assert feed.take() is None


@pytest.mark.parametrize("newest_wins", [True, False])
def test_an_abandoned_feed_lets_everybody_go(newest_wins: bool) -> None:
    feed = Feed(newest_wins=newest_wins)
    feed.offer(picture(1))
    feed.offer(picture(2))
    stuck = threading.Thread(target=feed.offer, args=(picture(3),))
    stuck.start()
    feed.abandon()
    stuck.join(5)
    assert not stuck.is_alive()
    assert feed.take() is None
    assert feed.skipped >= 2
