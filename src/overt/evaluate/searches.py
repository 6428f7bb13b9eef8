"""What searching gave: for every passage of a cohort its scores against each list size, as parallel arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.errors import ScoresRefused
from overt.measure import MatedSearches, NonMatedSearches

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
DIGITS = 6
"""Scores are kept to this many digits, so that a saved score file gives the same figures as the run that wrote it."""


@dataclass(frozen=True, eq=False)
class CohortSearches:
    """The searches of one cohort: n passages against k list sizes.

    `people` (n,) names; `usable` (n,) whether a template came about, `reasons` why not; `own` (n,) highest score with
    the right subject (NaN where there is none); `listed` (n, k) whether that subject is on the list of that size;
    `seeded` (n, k) the same, but also where the subject should be and could not be enrolled;
    `top` (n, k) highest score with anybody else; `better` (n, k) how many others scored higher than the right subject;
    `candidates` (n, k, t) how many others reached each threshold of the sweep, None when it was not counted.
    """

    name: str
    people: tuple[str, ...]
    usable: Mask
    reasons: tuple[str, ...]
    own: Floats
    listed: Mask
    seeded: Mask
    top: Floats
    better: Integers
    candidates: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        n, k = self.top.shape
        shapes = (self.usable.shape, self.own.shape, self.listed.shape, self.seeded.shape, self.better.shape)
        if shapes != ((n,), (n,), (n, k), (n, k), (n, k)) or {len(self.people), len(self.reasons)} != {n}:
            raise ScoresRefused("arrays_shape", f"The arrays of cohort {self.name} do not fit together.")
        bad = np.isnan(self.top[self.usable]).any(1) | (self.listed.any(1) & np.isnan(self.own))[self.usable]
        if bad.any():
            sentence = f"{int(bad.sum()):,} searches of cohort {self.name} have scores that are not numbers (NaN)."
            raise ScoresRefused("score_not_a_number", sentence)

    @property
    def person(self) -> Integers:
        """The passages' people as integers, (n,)."""
        _, index = np.unique(np.array(self.people), return_inverse=True)
        return np.asarray(index, np.int64)

    @property
    def failures(self) -> tuple[tuple[str, int], ...]:
        """How often each reason kept a passage from giving a template."""
        return tuple(sorted(Counter(reason for reason in self.reasons if reason).items()))

    def of_sizes(self, places: Sequence[int]) -> CohortSearches:
        """Return the same searches against some of the list sizes only, given by their places."""
        return replace(
            self,
            listed=self.listed[:, places],
            seeded=self.seeded[:, places],
            top=self.top[:, places],
            better=self.better[:, places],
            candidates=None if self.candidates is None else self.candidates[:, places],
        )

    def mated(self, size: int, which: Mask | None = None) -> MatedSearches:
        """Return the searches with a template whose mate is on the list of this size (an index)."""
        rows = self._rows(which) & self.listed[:, size]
        return MatedSearches(self.own[rows], self.better[rows, size], self.person[rows])

    def non_mated(self, size: int, which: Mask | None = None) -> NonMatedSearches:
        """Return the searches with a template of people who are not on the list."""
        rows = self._rows(which)
        return NonMatedSearches(self.top[rows, size], self.person[rows])

    def where(self, chosen: set[str]) -> Mask:
        """Return which passages are of these people."""
        return np.fromiter((person in chosen for person in self.people), np.bool_, len(self.people))

    def _rows(self, which: Mask | None) -> Mask:
        return self.usable if which is None else self.usable & which
