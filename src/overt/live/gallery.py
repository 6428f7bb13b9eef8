"""The opened watchlist in memory: one array, dropped row by row or wiped whole; refuses to exist without a warrant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from overt.live.errors import RunRefused
from overt.live.values import Match
from overt.vault import KeyMissing, RecordKind, Warrant
from overt.vision.engine import Engine
from overt.vision.match import match
from overt.vision.values import Floats, Gallery

if TYPE_CHECKING:
    from overt.records.queries.watchlist import SealedTemplate


class OpenedList:
    """Templates of one deployment and which picture of which entry each row is. Not safe for several threads."""

    def __init__(self, vectors: Floats, entries: Sequence[str], pictures: Sequence[str]) -> None:
        self._hold(vectors, list(entries), list(pictures))

    def _hold(self, vectors: Floats, entries: list[str], pictures: list[str]) -> None:
        self._vectors, self._entries, self._pictures = vectors, entries, pictures
        numbers = {entry: number for number, entry in enumerate(dict.fromkeys(entries))}
        self._gallery = Gallery(vectors, np.array([numbers[entry] for entry in entries], np.int32))

    def __len__(self) -> int:
        return len(self._pictures)

    def matches(self, engine: Engine, probes: Floats, threshold: float) -> tuple[tuple[Match, ...], ...]:
        """Give the matches at or above the threshold for each of (n, d) probes, best first."""
        found = match(engine, probes, self._gallery, threshold)
        return tuple(
            tuple(
                Match(self._entries[one.picture], self._pictures[one.picture], one.score, one.margin)
                for one in candidates
            )
            for candidates in found
        )

    def drop(self, entries: Collection[str]) -> int:
        """Forget these entries: their rows are overwritten and leave the array. Gives back how many rows."""
        keep = [row for row, entry in enumerate(self._entries) if entry not in entries]
        dropped = len(self) - len(keep)
        if dropped:
            kept = self._vectors[keep]
            self.wipe()
            self._hold(kept, [self._entries[row] for row in keep], [self._pictures[row] for row in keep])
        return dropped

    def wipe(self) -> None:
        """Overwrite every template."""
        self._vectors.fill(0)


def open_list(
    warrant: Warrant, sealed: Sequence[SealedTemplate], dimensions: int, meanwhile: Callable[[], None]
) -> OpenedList:
    """Open every template under the warrant into one (m, dimensions) float32 array.

    Twenty thousand take some seconds; `meanwhile` is called before each, so that a lease can be renewed on the way.

    An entry withdrawn meanwhile, whose key is gone, is left out. Raises `WarrantRefused` when the warrant dies on the
    way, `RunRefused` for a template that is not this engine's; what was opened by then is overwritten.
    """
    vectors: Floats = np.zeros((len(sealed), dimensions), np.float32)
    opened: list[SealedTemplate] = []
    try:
        for one in sealed:
            meanwhile()
            try:
                plain = warrant.open(RecordKind.WATCHLIST_TEMPLATE, one.picture, one.envelope)
            except KeyMissing:
                continue
            vectors[len(opened)] = _numbers(plain, dimensions)
            opened.append(one)
    except BaseException:
        vectors.fill(0)
        raise
    return OpenedList(vectors[: len(opened)], [one.entry for one in opened], [one.picture for one in opened])


def _numbers(plain: bytes, dimensions: int) -> Floats:
    if len(plain) != 4 * dimensions:
        raise RunRefused(
            "template_of_another_engine", "A template of the watchlist was not made by the engine that is loaded."
        )
    return np.frombuffer(plain, "<f4")
