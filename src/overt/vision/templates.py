"""Keeps templates of passers-by no longer than their comparison: counts them, times them, overwrites them (I-2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import numpy as np

from overt.vision.engine import Engine
from overt.vision.values import Floats, Pixels, Shot


class TemplateKeeper:
    """Makes templates of shots, lends them for one comparison and overwrites them when the block ends, always."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self.made = 0
        """Templates made so far."""
        self.overwritten = 0
        """Templates overwritten so far; equal to `made` outside a block."""
        self.longest_seconds = 0.0
        """Longest time a template has existed, from the model's answer to the overwriting."""

    @contextmanager
    def lend(self, shots: Sequence[Shot]) -> Iterator[Floats]:
        """Lend the (n, d) float32 templates of these shots; all zeros after the block."""
        chips: Pixels = np.stack([shot.chip for shot in shots]) if shots else np.zeros((0, 1, 1, 3), np.uint8)
        try:
            vectors = self._engine.templates(chips)
        finally:
            chips.fill(0)
        born = self._clock()
        self.made += len(vectors)
        try:
            yield vectors
        finally:
            vectors.fill(0)
            self.overwritten += len(vectors)
            self.longest_seconds = max(self.longest_seconds, self._clock() - born if len(vectors) else 0.0)
