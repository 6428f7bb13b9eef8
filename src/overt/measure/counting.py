"""How far a count of passages is from one by hand in the same minutes, with an interval over whole minutes (I-8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from overt.measure.errors import MeasureError
from overt.measure.values import FEW

FEWEST_MINUTES = 5
"""Below this many minutes resampling them says nothing."""


@dataclass(frozen=True)
class CountError:
    """`counted` by the software against `by_hand` in `minutes` drawn by lot; `low` and `high` are relative errors.

    Both are None while there is too little to state an error.
    """

    minutes: int
    by_hand: int
    counted: int
    low: float | None = None
    high: float | None = None
    method: str = ""

    def __str__(self) -> str:
        if not self.minutes:
            return "No minute was counted by hand, so the error is not known"
        drawn = "1 minute drawn by lot" if self.minutes == 1 else f"{self.minutes} minutes drawn by lot"
        counts = f"In {drawn}: {self.by_hand:,} by hand, {self.counted:,} by the software"
        if self.low is None or self.high is None:
            return f"{counts}; too few to state an error"
        error = self.counted / self.by_hand - 1
        return f"{counts}; error {error:+.1%} (95 % interval {self.low:+.1%} to {self.high:+.1%}, {self.method})"


def count_error(minutes: Sequence[tuple[int, int]]) -> CountError:
    """Compare (by hand, by the software) of each minute; minutes are alike inside, so whole ones are resampled.

    Too few is said below 30 passages by hand, or below five minutes (FIELD section 2).

    Raises:
        MeasureError: a count below 0.
    """
    if any(min(pair) < 0 for pair in minutes):
        raise MeasureError("counts_impossible", "Nobody counts fewer than no passages.")
    by_hand, counted = (sum(pair[side] for pair in minutes) for side in (0, 1))
    if by_hand < FEW or len(minutes) < FEWEST_MINUTES:
        return CountError(len(minutes), by_hand, counted)
    return CountError(len(minutes), by_hand, counted, *_interval(minutes))


def _interval(minutes: Sequence[tuple[int, int]]) -> tuple[float, float, str]:
    import numpy as np

    from overt.measure.bootstrap import SEED, clustered_bootstrap

    pairs = np.array(minutes, np.float64)
    drawn = clustered_bootstrap(pairs[:, 1:], pairs[:, :1], seed=SEED, method="percentile")
    method = f"percentile bootstrap of whole minutes, {drawn.resamples:,} resamples, seed {drawn.seed}"
    return float(drawn.low[0]) - 1, float(drawn.high[0]) - 1, method
