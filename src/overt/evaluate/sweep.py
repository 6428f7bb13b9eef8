"""Every probe against every picture on the list, in blocks that stay in the processor's cache.

One matrix product serves all list sizes and all thresholds: lists are nested, so a larger one only adds columns, and
only rows whose best score reaches the lowest threshold are looked at again. Scores are the engine's fast ones, in
float32, to six digits; the exact pairwise comparison of a live search can differ in the last of them.
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
BLOCK = 128
"""Probes a block: 128 x 10,000 scores are 5 MB."""
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

    @property
    def ends(self) -> tuple[int, ...]:
        """How many rows each list size takes."""
        return tuple(int(np.searchsorted(self.subjects, size)) for size in self.sizes)


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


class _Block:
    """The work on one block of probes; it holds only what all blocks share."""

    def __init__(self, compare: Compare, people: ListOfPeople, thresholds: NDArray[np.float64]) -> None:
        self._compare = compare
        self._people = people
        self._thresholds = thresholds
        self._starts = people.starts
        self._ends = people.ends
        self._one_each = len(people.subjects) == people.people

    def run(
        self, probes: Vectors, mates: NDArray[np.int64], groups: GroupsOf, rows: slice, found: Swept
    ) -> NDArray[np.int64]:
        scores = self._compare(probes, self._people.vectors)
        seeded = np.flatnonzero(mates != NOBODY)
        if len(seeded):
            found.own[rows][seeded] = self._take_mates(scores, seeded, mates[seeded])
            found.better[rows][seeded] = self._better(scores[seeded], found.own[rows][seeded])
        top = found.top[rows]
        begin = 0
        for place, end in enumerate(self._ends):
            top[:, place] = np.round(scores[:, begin:end].max(axis=1, initial=-np.inf), 6)
            begin = end
        np.maximum.accumulate(top, axis=1, out=top)
        return self._count(scores, top[:, -1] >= self._thresholds[0], groups, rows, found)

    def _take_mates(self, scores: Vectors, rows: NDArray[np.int64], mates: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return each row's best score with its own subject, and take that subject out of the row."""
        own = np.empty(len(rows))
        for place, (row, mate) in enumerate(zip(rows, mates, strict=True)):
            end = self._starts[mate + 1] if mate + 1 < len(self._starts) else len(self._people.subjects)
            columns = slice(self._starts[mate], end)
            own[place] = np.round(float(scores[row, columns].max()), 6)
            scores[row, columns] = -np.inf
        return own

    def _by_person(self, scores: Vectors) -> Vectors:
        return scores if self._one_each else np.maximum.reduceat(scores, self._starts, axis=1)

    def _better(self, scores: Vectors, own: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return how many others scored strictly higher than each row's own subject, list by list."""
        best = self._by_person(scores)
        row, person = np.divmod(np.flatnonzero((best >= own[:, None].astype(np.float32)).ravel()), best.shape[1])
        above = np.round(best[row, person].astype(np.float64), 6) > own[row]
        row, person = row[above], person[above]
        counts = [np.bincount(row[person < size], minlength=len(own)) for size in self._people.sizes]
        return np.stack(counts, axis=1)

    def _count(
        self, scores: Vectors, reaching: NDArray[np.bool_], groups: GroupsOf, where: slice, found: Swept
    ) -> NDArray[np.int64]:
        """Count candidates at every threshold: one histogram, added up from the top. `reaching` marks rows with any."""
        pairs = np.zeros_like(found.pairs)
        if not reaching.any():
            return pairs
        row, person, score = self._candidates(scores, np.flatnonzero(reaching))
        reached = np.searchsorted(self._thresholds, score, side="right")
        row, person, reached = row[reached > 0], person[reached > 0], reached[reached > 0] - 1
        sizes, levels = len(self._people.sizes), len(self._thresholds)
        first = np.searchsorted(np.array(self._people.sizes), person, side="right")
        shape = (len(scores), sizes, levels)
        counts = np.bincount((row * sizes + first) * levels + reached, minlength=int(np.prod(shape))).reshape(shape)
        found.candidates[where] = _from_the_top(counts.cumsum(axis=1))
        cells = (groups.probes[where][row] * groups.count + groups.listed[person]) * levels + reached
        pairs += _from_the_top(np.bincount(cells, minlength=pairs.size).reshape(pairs.shape))
        return pairs

    def _candidates(
        self, scores: Vectors, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return row, person and score of everybody near or above the lowest threshold.

        The mask is searched flat: numpy looks through one dimension twenty times as fast as through two.
        """
        best = scores if self._one_each else self._by_person(scores[rows])
        flat = np.flatnonzero((best >= np.float32(self._thresholds[0] - 1e-6)).ravel())
        row, person = (np.asarray(part, np.int64) for part in np.divmod(flat, best.shape[1]))
        score = np.asarray(np.round(best.ravel()[flat].astype(np.float64), 6), np.float64)
        return (row if self._one_each else rows[row]), person, score


def _from_the_top(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn counts of each level into counts at or above it."""
    return np.asarray(counts[..., ::-1].cumsum(axis=-1)[..., ::-1], np.int64)


def _threads() -> int:
    """Return how many blocks to work on at once: one where the matrix library already uses every core itself."""
    return (os.cpu_count() or 1) if os.environ.get("OPENBLAS_NUM_THREADS") == "1" else 1
