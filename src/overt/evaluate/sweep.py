"""Every probe against every picture on the list, in tiles that stay in the processor's cache.

One matrix product serves all list sizes and all thresholds: lists are nested, so a larger one only adds people.
Scores are the engine's fast ones, in float32, to six digits; the exact pairwise comparison of a live search can differ
in the last of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.errors import RunRefused

Vectors = NDArray[np.float32]
Compare = Callable[[Vectors, Vectors], Vectors]
BLOCK, TILE = 1024, 1000
"""Probes a block and people a tile: 1,024 x 1,000 scores are 4 MB."""
NOBODY = -1


@dataclass(frozen=True, eq=False)
class ListOfPeople:
    """The enrolled templates in the order people join the list: `subjects` (m,) ascending from 0, a row a picture."""

    vectors: Vectors
    subjects: NDArray[np.int64]
    sizes: tuple[int, ...]

    def __post_init__(self) -> None:
        steps = np.diff(self.subjects)
        ordered = len(self.subjects) > 0 and self.subjects[0] == 0 and bool(((steps == 0) | (steps == 1)).all())
        if not ordered or self.sizes[-1] != self.people or len(self.vectors) != len(self.subjects):
            raise RunRefused(
                "list_disordered", f"A list of {self.sizes[-1]:,} people cannot be made of these templates."
            )

    @property
    def people(self) -> int:
        """How many people have a template."""
        return int(self.subjects[-1]) + 1

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each person."""
        return np.searchsorted(self.subjects, np.arange(self.people))


@dataclass(frozen=True, eq=False)
class Swept:
    """What `sweep` found for n probes, k list sizes and t thresholds; see `CohortSearches`.

    `pairs` (g, h, t) counts, for the longest list, candidates at or above each threshold by the probe's group and the
    candidate's.
    """

    own: NDArray[np.float64]
    top: NDArray[np.float64]
    better: NDArray[np.int64]
    candidates: NDArray[np.int32]
    pairs: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroupsOf:
    """Group numbers of the probes (n,) and of the people on the list (people,), and how many groups each side has."""

    probes: NDArray[np.int64]
    listed: NDArray[np.int64]
    count: int

    @classmethod
    def none(cls, probes: int, listed: int) -> GroupsOf:
        """Return everybody in one group."""
        return cls(np.zeros(probes, np.int64), np.zeros(listed, np.int64), 1)


def sweep(
    compare: Compare,
    probes: Vectors,
    people: ListOfPeople,
    thresholds: NDArray[np.float64],
    mates: NDArray[np.int64] | None = None,
    groups: GroupsOf | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Swept:
    """Compare (n, d) probes with the list; `mates` (n,) gives each probe's own place on it, NOBODY for strangers.

    `thresholds` ascend. The answer does not depend on how many threads work.
    """
    n, sizes = len(probes), len(people.sizes)
    mates = np.full(n, NOBODY) if mates is None else mates
    groups = groups or GroupsOf.none(n, people.people)
    found = Swept(
        own=np.full(n, np.nan),
        top=np.full((n, sizes), -np.inf),
        better=np.zeros((n, sizes), np.int64),
        candidates=np.zeros((n, sizes, len(thresholds)), np.int32),
        pairs=np.zeros((groups.count, groups.count, len(thresholds)), np.int64),
    )
    block = _Block(compare, people, thresholds)

    def work(start: int) -> NDArray[np.int64]:
        rows = slice(start, min(start + BLOCK, n))
        return block.run(probes[rows], mates[rows], groups, rows, found)

    with ThreadPoolExecutor(_threads()) as pool:
        for start, pairs in zip(range(0, n, BLOCK), pool.map(work, range(0, n, BLOCK)), strict=True):
            found.pairs[...] += pairs
            progress(min(start + BLOCK, n))
    return found


@dataclass(frozen=True)
class _Tile:
    """Some people next to one another on the list, all of whom join it in the same step."""

    people: slice
    rows: slice
    starts: NDArray[np.int64]
    """The first row of each person, counted from the tile's own first row."""
    step: int
    """The place of the shortest list they are on."""


def _tiles(people: ListOfPeople) -> list[_Tile]:
    firsts = np.append(people.starts, len(people.subjects))
    tiles = []
    for step, (begin, size) in enumerate(zip((0, *people.sizes[:-1]), people.sizes, strict=True)):
        for first in range(begin, size, TILE):
            last = min(first + TILE, size)
            rows = slice(int(firsts[first]), int(firsts[last]))
            tiles.append(_Tile(slice(first, last), rows, firsts[first:last] - firsts[first], step))
    return tiles


class _Block:
    """The work on one block of probes; it holds only what all blocks share."""

    def __init__(self, compare: Compare, people: ListOfPeople, thresholds: NDArray[np.float64]) -> None:
        self._compare = compare
        self._people = people
        self._thresholds = thresholds
        self._everybody = _Tile(slice(0, people.people), slice(0, len(people.subjects)), people.starts, 0)
        self._tiles = _tiles(people)

    def run(
        self, probes: Vectors, mates: NDArray[np.int64], groups: GroupsOf, rows: slice, found: Swept
    ) -> NDArray[np.int64]:
        seeded = np.flatnonzero(mates != NOBODY)
        if len(seeded):
            best = self._best(probes[seeded], self._everybody)
            own = best[np.arange(len(seeded)), mates[seeded]].astype(np.float64).round(6)
            found.own[rows][seeded] = own
            found.better[rows][seeded] = self._better(best, mates[seeded], own)
        top = np.full((len(probes), len(self._people.sizes)), -np.inf, np.float32)
        candidates = [self._look(tile, probes, mates, top) for tile in self._tiles]
        found.top[rows] = np.maximum.accumulate(top.astype(np.float64).round(6), axis=1)
        row, person, score = (np.concatenate(part) for part in zip(*candidates, strict=True))
        return self._count(row, person, score, groups, rows, found)

    def _best(self, probes: Vectors, tile: _Tile) -> Vectors:
        """Return each probe's best score with each of the tile's people."""
        scores = self._compare(probes, self._people.vectors[tile.rows])
        one_each = len(tile.starts) == scores.shape[1]
        return scores if one_each else np.maximum.reduceat(scores, tile.starts, axis=1)

    def _look(
        self, tile: _Tile, probes: Vectors, mates: NDArray[np.int64], top: Vectors
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Vectors]:
        """Raise `top` to the best score with a tile's strangers; return who is near or above the lowest threshold.

        The mask is searched flat: numpy looks through one dimension twenty times as fast as through two.
        """
        best = self._best(probes, tile)
        own = np.flatnonzero((mates >= tile.people.start) & (mates < tile.people.stop))
        best[own, mates[own] - tile.people.start] = -np.inf
        np.maximum(top[:, tile.step], best.max(axis=1), out=top[:, tile.step])
        near = np.flatnonzero((best >= np.float32(self._thresholds[0] - 1e-6)).ravel())
        row, person = np.divmod(near, best.shape[1])
        return row, person + tile.people.start, best.ravel()[near]

    def _better(self, best: Vectors, mates: NDArray[np.int64], own: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return how many others scored strictly higher than each row's own subject, list by list."""
        row, person = np.divmod(np.flatnonzero((best >= own[:, None].astype(np.float32)).ravel()), best.shape[1])
        above = (best[row, person].astype(np.float64).round(6) > own[row]) & (person != mates[row])
        row, person = row[above], person[above]
        counts = [np.bincount(row[person < size], minlength=len(own)) for size in self._people.sizes]
        return np.stack(counts, axis=1)

    def _count(
        self,
        row: NDArray[np.int64],
        person: NDArray[np.int64],
        score: Vectors,
        groups: GroupsOf,
        where: slice,
        found: Swept,
    ) -> NDArray[np.int64]:
        """Count candidates at every threshold: one histogram, added up from the top."""
        reached = np.searchsorted(self._thresholds, score.astype(np.float64).round(6), side="right")
        row, person, reached = row[reached > 0], person[reached > 0], reached[reached > 0] - 1
        probes, sizes, levels = found.candidates[where].shape
        first = np.searchsorted(np.array(self._people.sizes), person, side="right")
        cells = (row * sizes + first) * levels + reached
        counts = np.bincount(cells, minlength=probes * sizes * levels).reshape(probes, sizes, levels)
        found.candidates[where] = _from_the_top(counts.cumsum(axis=1))
        cells = (groups.probes[where][row] * groups.count + groups.listed[person]) * levels + reached
        return _from_the_top(np.bincount(cells, minlength=found.pairs.size).reshape(found.pairs.shape))


def _from_the_top(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn counts of each level into counts at or above it."""
    return np.asarray(counts[..., ::-1].cumsum(axis=-1)[..., ::-1], np.int64)


def _threads() -> int:
    """Return how many blocks to work on at once: one where the matrix library already uses every core itself."""
    return (os.cpu_count() or 1) if os.environ.get("OPENBLAS_NUM_THREADS") == "1" else 1
