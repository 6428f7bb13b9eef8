"""What a trial can show, before anybody walks: power, the smallest ratio it would see, and how many passages it takes.

A design effect above 1 (several passages of one person) divides every number of passages. No evaluation may say that
groups do not differ when its power was below 80 %.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log, log1p

from overt.measure.errors import MeasureError
from overt.measure.exact_tests import ALPHA, fisher_power
from overt.measure.intervals import CONFIDENCE, clopper_pearson

ENOUGH = 0.8
"""Below this power the absence of a difference may not be claimed (FIELD §2)."""
_MOST = 2**24


@dataclass(frozen=True)
class Power:
    """The chance to see that one group's rate is `ratio` times the other's `base`, by Fisher's test at `alpha`.

    `passages` are as planned, `effective` after the design effect.
    """

    power: float
    ratio: float
    base: float
    passages: tuple[int, int]
    effective: tuple[int, int]
    alpha: float
    method: str = "Fisher's exact test, by enumeration"

    @property
    def is_enough(self) -> bool:
        """Whether a difference of this size would be seen in at least 80 of 100 such trials."""
        return self.power >= ENOUGH

    def __str__(self) -> str:
        one, other = self.passages
        return (
            f"{one:,} and {other:,} passages (effective {self.effective[0]:,} and {self.effective[1]:,}) had a "
            f"chance of {self.power * 100:.2g} % to see a rate {self.ratio:.3g} times {self.base * 100:.3g} % "
            f"({self.method})"
        )


def power(
    base: float, ratio: float, passages: tuple[int, int], *, design_effect: float = 1.0, alpha: float = ALPHA
) -> Power:
    """Return the power for two groups of these many passages, the second one `ratio` times as often in error."""
    sizes = effective(passages, design_effect)
    return Power(fisher_power(base, ratio, *sizes, alpha=alpha), ratio, base, passages, sizes, alpha)


def minimum_detectable_ratio(
    base: float, passages: tuple[int, int], *, design_effect: float = 1.0, alpha: float = ALPHA, wanted: float = ENOUGH
) -> float | None:
    """Return the smallest ratio above 1 seen with the wanted power; None when even a rate of 1 would not be."""
    if not 0 < base < 1:
        raise MeasureError("rate_impossible", "A base rate lies between 0 and 1.")
    sizes = effective(passages, design_effect)
    low, high = 1.0, 1 / base
    if fisher_power(base, high, *sizes, alpha=alpha) < wanted:
        return None
    while high / low > 1.001:
        middle = (low * high) ** 0.5
        if fisher_power(base, middle, *sizes, alpha=alpha) >= wanted:
            high = middle
        else:
            low = middle
    return high


def passages_for_power(
    base: float, ratio: float, *, design_effect: float = 1.0, alpha: float = ALPHA, wanted: float = ENOUGH
) -> int:
    """Return how many passages in each of two equal groups see the ratio with the wanted power.

    Exact power goes up in small steps and down again within each; this is the first size a halving search ends at, and
    it has the wanted power itself.
    """
    return ceil(
        _smallest(lambda size: fisher_power(base, ratio, size, size, alpha=alpha) >= wanted, 1.02) * design_effect
    )


def passages_for_precision(
    expected: float, half_width: float, *, design_effect: float = 1.0, confidence: float = CONFIDENCE
) -> int:
    """Return how many passages give an exact interval no wider than ± `half_width` (a share) at the expected rate."""
    if not 0 <= expected <= 1 or not 0 < half_width < 1:
        raise MeasureError("rate_impossible", "The expected rate and the precision are shares between 0 and 1.")

    def narrow(size: int) -> bool:
        rate = clopper_pearson(round(expected * size), size, unit="passages", confidence=confidence)
        return (rate.high - rate.low) / 2 <= half_width

    return ceil(_smallest(narrow, 1.0) * design_effect)


def passages_without_error(claim: float, *, confidence: float = CONFIDENCE) -> int:
    """Return how many passages without any error it takes to claim a rate below `claim`: 2,995 for 1 in 1,000."""
    if not 0 < claim < 1:
        raise MeasureError("rate_impossible", "A rate to claim lies between 0 and 1.")
    return ceil(log(1 - confidence) / log1p(-claim))


def effective(passages: tuple[int, int], design_effect: float) -> tuple[int, int]:
    """Return the passages divided by the design effect, at least 1."""
    if design_effect < 1 or min(passages) < 1:
        raise MeasureError("design_impossible", "Groups need a passage each, and a design effect is at least 1.")
    return max(1, int(passages[0] / design_effect)), max(1, int(passages[1] / design_effect))


def _smallest(enough: Callable[[int], bool], within: float) -> int:
    """Return a size that is enough, found by doubling and halving, to within this factor of one that is not."""
    high = 1
    while not enough(high):
        high *= 2
        if high > _MOST:
            raise MeasureError("too_many_passages", f"More than {_MOST:,} passages would be needed.")
    low = high // 2
    while high - low > max(1, int(low * (within - 1))):
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high
