"""The opened watchlist with its warrant: the one thing that can compare; it wipes itself when the warrant ends.

Refuses to compare before the warrant has been checked, with a record that cannot be written, or after either failed
once: only a new warrant opens the list again (I-1, I-4).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING

from overt.live.errors import AlertNotRecorded, ComparisonStopped
from overt.live.gallery import OpenedList
from overt.live.values import Match
from overt.live.writable import Writable
from overt.vault import KeyMissing, Warrant, WarrantRefused
from overt.vision.engine import Engine
from overt.vision.values import Floats

if TYPE_CHECKING:
    from overt.actions.values import CandidatePicture, SubjectDetails


@dataclass(frozen=True, eq=False)
class _Held:
    warrant: Warrant
    opened: OpenedList
    volunteers: OpenedList


class WarrantedList:
    """A `Comparer` under a warrant. Safe to use from several threads; `threshold` is on the engine's scale."""

    def __init__(self, engine: Engine, threshold: float, writable: Writable) -> None:
        self._engine = engine
        self._threshold = threshold
        self._writable = writable
        self._held: _Held | None = None
        self._lock = RLock()
        self.refused_as = ""
        """Why the vault took back the last warrant, as a code; empty while one is held or before the first."""

    @property
    def may_compare(self) -> bool:
        """Whether a list is open and the record can be written."""
        return self._held is not None and self._writable.now

    @property
    def warrant(self) -> str:
        """Id of the warrant in hand; empty without one."""
        held = self._held
        return held.warrant.id if held is not None else ""

    def take(self, warrant: Warrant, opened: OpenedList, volunteers: OpenedList) -> None:
        """Hold this warrant and the lists opened under it: whom it is for, and the Blue List beside it."""
        with self._lock:
            self.let_go()
            self._held = _Held(warrant, opened, volunteers)
            self.refused_as = ""

    def let_go(self) -> None:
        """Overwrite the list and close the warrant. Safe to call at any time."""
        with self._lock:
            held, self._held = self._held, None
            if held is not None:
                held.opened.wipe()
                held.volunteers.wipe()
                held.warrant.close()

    def check(self) -> None:
        """Ask the vault whether the warrant still holds; wipe the list and raise `ComparisonStopped` if not."""
        with self._lock:
            self._checked()

    def compare(self, probes: Floats) -> tuple[tuple[Match, ...], ...]:
        """Compare (n, d) templates with the whole list, then with the volunteers apart, after a check.

        Apart, nobody of one list changes a rank, a margin or the number of matches of the other.
        """
        with self._lock:
            held = self._checked()
            if not self._writable.now:
                raise ComparisonStopped("not_recordable", "Records cannot be written, so no face is compared.")
            found = held.opened.matches(self._engine, probes, self._threshold)
            if not len(held.volunteers):
                return found
            apart = held.volunteers.matches(self._engine, probes, self._threshold)
        return tuple(
            (*subjects, *(replace(one, volunteer=True) for one in volunteers))
            for subjects, volunteers in zip(found, apart, strict=True)
        )

    def drop(self, entries: Collection[str]) -> int:
        """Forget withdrawn entries; gives back how many pictures went."""
        with self._lock:
            held = self._held
            return held.opened.drop(entries) + held.volunteers.drop(entries) if held is not None else 0

    def subject_of(self, match: Match) -> tuple[SubjectDetails, tuple[CandidatePicture, ...]]:
        """Open who a match is about and their pictures, best match first, for one alert, under the warrant."""
        from overt.live.candidates import open_subject

        with self._lock:
            held = self._checked()
            try:
                return open_subject(held.warrant, match)
            except KeyMissing:
                raise AlertNotRecorded("subject_withdrawn", "This subject was withdrawn from the watchlist.") from None

    def _checked(self) -> _Held:
        if self._held is None:
            raise ComparisonStopped("no_warrant", "There is no warrant to compare under.")
        try:
            self._held.warrant.check()
        except WarrantRefused as refused:
            self.let_go()
            self.refused_as = refused.code
            raise ComparisonStopped(refused.code, refused.sentence) from None
        return self._held
