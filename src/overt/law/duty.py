"""How long somebody has been at the console, and when their break is over; it counts turns and knows no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Turn:
    """One turn at the console; `ended_at` is None while it lasts."""

    began_at: datetime
    ended_at: datetime | None


def stretch_began(turns: Sequence[Turn], now: datetime, rest: timedelta) -> datetime | None:
    """Return when the stretch of work that reaches `now` began: turns with no break of `rest` between them.

    None when there was no turn, or a whole break has passed since the last one.
    """
    began: datetime | None = None
    after = now
    for turn in sorted(turns, key=lambda one: one.began_at, reverse=True):
        if after - (turn.ended_at or now) >= rest:
            break
        began = after = turn.began_at
    return began


def break_is_due(turns: Sequence[Turn], now: datetime, longest: timedelta, rest: timedelta) -> bool:
    """Return whether the stretch has reached the longest one allowed, at work now or in a break not over yet."""
    began = stretch_began(turns, now, rest)
    if began is None:
        return False
    at_work = any(turn.ended_at is None for turn in turns)
    last = now if at_work else max(turn.ended_at or now for turn in turns)
    return last - began >= longest
