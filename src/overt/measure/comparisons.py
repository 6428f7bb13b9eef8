"""Comparing groups: one of three verdicts a pair, never without power, ratio and the list's composition (E-36, E-43).

"No significant difference" is not a verdict here. A difference not seen is *inconclusive*, with the chance there was
to see one, unless the ratio's interval shows the groups to be equivalent within the stated factor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from overt.measure.composition import Composition
from overt.measure.errors import MeasureError
from overt.measure.exact_tests import ALPHA, fisher_exact, fisher_power, holm
from overt.measure.planning import Power, minimum_detectable_ratio
from overt.measure.ratios import Ratio, equivalent, rate_ratio
from overt.measure.values import Rate

FACTOR = 2.0
"""Groups are called equivalent within ×½ to ×2 unless the plan names another factor (FIELD §2)."""


class Verdict(StrEnum):
    """The only three things a comparison may say."""

    DIFFERENT = "different"
    EQUIVALENT = "equivalent"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class GroupRate:
    """One group's rate, of how many people, and how much clustering by person costs it (1 = nothing)."""

    group: str
    rate: Rate
    people: int
    design_effect: float = 1.0

    def __post_init__(self) -> None:
        if not self.rate.denominator:
            raise MeasureError("group_empty", f"The group “{self.group}” has nothing to compare: it is empty.")
        if self.people < 2:
            raise MeasureError("group_of_one", f"The group “{self.group}” is one person; no rate of a group is one.")
        if self.design_effect < 1:
            raise MeasureError("design_impossible", "A design effect is at least 1.")

    @property
    def counts(self) -> tuple[int, int]:
        """Events and trials divided by the design effect (Rao and Scott, 1992), in whole numbers."""
        trials = max(1, int(self.rate.denominator / self.design_effect + 1e-9))
        return min(trials, round(self.rate.numerator / self.design_effect)), trials


@dataclass(frozen=True)
class Comparison:
    """Two groups: the ratio of `first` to `second`, the tests, what could have been seen, and the verdict.

    `p_value` is Fisher's, `p_holm` after Holm over all pairs; `detectable` is the smallest ratio seen with 80 % power,
    None when none would be.
    """

    first: GroupRate
    second: GroupRate
    ratio: Ratio
    p_value: float
    p_holm: float
    equivalence: Ratio
    factor: float
    alpha: float
    power: Power
    detectable: float | None
    verdict: Verdict

    @property
    def sentence(self) -> str:
        """The verdict in words, with what it rests on."""
        pair = f"{self.first.group} and {self.second.group}"
        if self.verdict is Verdict.DIFFERENT:
            return f"{pair} are different: {self.ratio}; Fisher's p {_p(self.p_holm)} after Holm."
        if self.verdict is Verdict.EQUIVALENT:
            return f"{pair} are equivalent within ×{self.factor:g}: {self.equivalence}."
        seen = "no ratio" if self.detectable is None else f"only a ratio of {self.detectable:.2g} or more"
        limit = f"{seen.capitalize()} would have been seen with 80 % power."
        return f"{pair}: inconclusive; {self.ratio}; {self.power}. {limit}"


@dataclass(frozen=True)
class GroupComparison:
    """Every group and every pair, with the composition of the list; it cannot be printed without it."""

    groups: tuple[GroupRate, ...]
    pairs: tuple[Comparison, ...]
    composition: Composition
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{each.group}: {each.rate}" for each in self.groups]
        lines += [pair.sentence for pair in self.pairs]
        return "\n".join([*lines, str(self.composition), *self.warnings])


def compare_groups(
    groups: Sequence[GroupRate], composition: Composition, *, factor: float = FACTOR, alpha: float = ALPHA
) -> GroupComparison:
    """Compare every pair of groups, the p-values corrected for their number.

    Raises:
        MeasureError: fewer than two groups, or a group named twice.
    """
    names = [each.group for each in groups]
    if len(names) < 2 or len(set(names)) < len(names):
        raise MeasureError("groups_missing", "Comparing needs at least two groups, each named once.")
    pairs = list(combinations(groups, 2))
    p_values = [fisher_exact(*first.counts, *second.counts) for first, second in pairs]
    compared = [
        _compare(first, second, p_value, adjusted, factor, alpha)
        for (first, second), p_value, adjusted in zip(pairs, p_values, holm(p_values), strict=True)
    ]
    return GroupComparison(tuple(groups), tuple(compared), composition, composition.warnings(names))


def _compare(
    first: GroupRate, second: GroupRate, p_value: float, adjusted: float, factor: float, alpha: float
) -> Comparison:
    counts = (*first.counts, *second.counts)
    tost = equivalent(*counts, factor=factor, alpha=alpha)
    verdict = Verdict.EQUIVALENT if tost.within(factor) else Verdict.INCONCLUSIVE
    base = pooled(first, second, factor)
    sizes = first.counts[1], second.counts[1]
    passages = first.rate.denominator, second.rate.denominator
    return Comparison(
        first=first,
        second=second,
        ratio=rate_ratio(*counts),
        p_value=p_value,
        p_holm=adjusted,
        equivalence=tost,
        factor=factor,
        alpha=alpha,
        power=Power(fisher_power(base, factor, *sizes, alpha=alpha), factor, base, passages, sizes, alpha),
        detectable=minimum_detectable_ratio(base, sizes, alpha=alpha),
        verdict=Verdict.DIFFERENT if adjusted < alpha else verdict,
    )


def pooled(first: GroupRate, second: GroupRate, factor: float) -> float:
    """Return the base rate power is stated for: both groups together, half an event added, room left for the ratio."""
    events = first.counts[0] + second.counts[0] + 0.5
    trials = first.counts[1] + second.counts[1] + 1.0
    return min(events / trials, 1 / factor)


def _p(value: float) -> str:
    return "below 0.0001" if value < 1e-4 else f"{value:.2g}"
