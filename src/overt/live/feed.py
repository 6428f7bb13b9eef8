"""Hands pictures from capture to detection; refuses to grow: the newest one waits, the others are counted."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Condition

from overt.live.source import Captured


@dataclass(frozen=True, eq=False)
class Ticketed:
    """A picture somebody took, with its place in the order of taking: 0, 1, 2, … without a gap."""

    ticket: int
    captured: Captured


class Feed:
    """Room for one waiting picture when the newest wins, for two when every frame counts and the source must wait."""

    def __init__(self, *, newest_wins: bool) -> None:
        self._newest_wins = newest_wins
        self._room = 1 if newest_wins else 2
        self._waiting: deque[Captured] = deque()
        self._changed = Condition()
        self._ended = False
        self._tickets = 0
        self._skipped = 0

    def offer(self, captured: Captured) -> None:
        """Leave a picture; the one that still waited is skipped and counted, or else this call waits for room."""
        with self._changed:
            if self._newest_wins:
                self._skipped += len(self._waiting)
                self._waiting.clear()
            else:
                self._changed.wait_for(lambda: self._ended or len(self._waiting) < self._room)
            if not self._ended:
                self._waiting.append(captured)
                self._changed.notify_all()

    def take(self) -> Ticketed | None:
        """Wait for a picture and take it; None when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            if not self._waiting:
                return None
            taken = Ticketed(self._tickets, self._waiting.popleft())
            self._tickets += 1
            self._changed.notify_all()
            return taken

    def end(self) -> None:
        """No more pictures will come; those that wait may still be taken."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Stop now: forget what waits."""
        with self._changed:
            self._skipped += len(self._waiting)
            self._waiting.clear()
        self.end()

    @property
    def ended(self) -> bool:
        """Whether no more pictures will come."""
        return self._ended

    @property
    def taken(self) -> int:
        """How many pictures were taken."""
        return self._tickets

    @property
    def skipped(self) -> int:
        """How many pictures nobody took."""
        return self._skipped
