"""A write counts while it is fresh; a failed or hanging one ends comparison (I-4)."""

import pytest

from overt.live import writable
from overt.live.writable import FRESH_SECONDS, Writable


class Clock:
    now = 100.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock()
    monkeypatch.setattr(writable.time, "monotonic", lambda: held.now)
    return held


def test_nothing_is_writable_before_something_was_written(clock: Clock) -> None:
    assert not Writable().now


def test_a_write_is_believed_for_less_than_a_second(clock: Clock) -> None:
    shown = Writable()
    shown.succeeded(clock.now)
    clock.now += FRESH_SECONDS - 0.01
    assert shown.now
    clock.now += 0.02
    assert not shown.now
    assert FRESH_SECONDS < 1.0


def test_a_slow_write_is_as_old_as_its_beginning(clock: Clock) -> None:
    shown = Writable()
    began_at = clock.now
    clock.now += 0.8
    shown.succeeded(began_at)
    assert shown.now
    clock.now += 0.2
    assert not shown.now


def test_a_failed_write_ends_it_at_once_until_one_succeeds(clock: Clock) -> None:
    shown = Writable()
    shown.succeeded(clock.now)
    shown.failed()
    assert not shown.now
    shown.succeeded(clock.now)
    assert shown.now
