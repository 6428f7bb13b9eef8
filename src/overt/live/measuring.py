"""Where the time of a run goes, stage by stage; numbers about the machine only, refuses to know what was in a frame."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True)
class StageTime:
    """How often a stage ran and how many seconds it took in all (summed over its threads)."""

    runs: int
    seconds: float

    @property
    def mean_ms(self) -> float:
        """Mean milliseconds a run; 0 when it never ran."""
        return 1000 * self.seconds / self.runs if self.runs else 0.0


class StageTimes:
    """A stopwatch for named stages, safe to use from several threads."""

    def __init__(self) -> None:
        self._runs: dict[str, int] = defaultdict(int)
        self._seconds: dict[str, float] = defaultdict(float)
        self._lock = Lock()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block under this name, also when it fails."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(name, time.perf_counter() - began)

    def add(self, name: str, seconds: float, runs: int = 1) -> None:
        """Add what was timed otherwise; `runs` for a batch is its size."""
        with self._lock:
            self._runs[name] += runs
            self._seconds[name] += seconds

    def read(self) -> dict[str, StageTime]:
        """Give what was measured so far, by stage."""
        with self._lock:
            return {name: StageTime(runs, self._seconds[name]) for name, runs in self._runs.items()}
