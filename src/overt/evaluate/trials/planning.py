"""How many passages and volunteers a trial needs for a stated precision and power, before anybody walks (M-79).

Passages of one volunteer are alike, so ten of theirs say less than ten people's: every number is multiplied by the
design effect 1 + (passages each − 1) × likeness (Kish, "Survey Sampling", 1965, section 5.4).
"""

from dataclasses import dataclass
from math import ceil, comb

from overt.evaluate.trials.log import TrialRefused
from overt.measure import ALPHA, passages_for_power, passages_for_precision, passages_without_error

Json = str | int | float


@dataclass(frozen=True)
class TrialNeeds:
    """What a trial is to show.

    `expected` is the end-to-end recognition rate thought likely and `within` the half-width wanted for its interval,
    both shares. `groups` are compared in pairs: a group that is missed `ratio` times as often is to be seen as
    different with 80 % power. `passages_each` is walked by every volunteer; `likeness` is the correlation between two
    passages of one volunteer (0 independent, 1 always the same). `claim` is the false positive rate to be supported.
    """

    expected: float
    within: float
    groups: int
    ratio: float
    passages_each: int
    likeness: float
    claim: float

    def __post_init__(self) -> None:
        if not 0 < self.expected < 1 or not 0 < self.within < 1 or not 0 < self.claim < 1:
            raise TrialRefused("share_impossible", "Expected rate, precision and claim are shares between 0 and 1.")
        if self.groups < 1 or self.passages_each < 1:
            raise TrialRefused("counts_impossible", "A trial has at least one group and one passage a volunteer.")
        if not 0 <= self.likeness <= 1:
            raise TrialRefused("likeness_impossible", "The likeness of one volunteer's passages lies between 0 and 1.")
        if self.groups > 1 and not 1 < self.ratio <= 1 / (1 - self.expected):
            most = 1 / (1 - self.expected)
            raise TrialRefused(
                "ratio_impossible",
                f"With {(1 - self.expected) * 100:.3g} of 100 missed, a ratio lies above 1 and up to {most:.3g}.",
            )

    @property
    def design_effect(self) -> float:
        """How many times more passages clustering asks for."""
        return 1 + (self.passages_each - 1) * self.likeness


@dataclass(frozen=True)
class TrialPlan:
    """How many seeded passages and volunteers it takes, in each group, and how many passages of people not listed."""

    needs: TrialNeeds
    for_precision: int
    for_power: int | None
    unlisted: int

    @property
    def passages_a_group(self) -> int:
        """Seeded passages each group walks: enough for both aims."""
        return max(self.for_precision, self.for_power or 0)

    @property
    def volunteers_a_group(self) -> int:
        """People each group needs."""
        return ceil(self.passages_a_group / self.needs.passages_each)

    def sentences(self) -> tuple[str, ...]:
        """Say the plan for a person."""
        needs, volunteers = self.needs, self.volunteers_a_group
        precision = (
            f"Precision: {self.for_precision:,} seeded passages state a recognition rate near "
            f"{needs.expected * 100:.3g} of 100 within ± {needs.within * 100:.3g} of 100 (95 %, Clopper-Pearson)."
        )
        walked = (
            f"So each group walks {volunteers * needs.passages_each:,} passages: {volunteers:,} volunteers, "
            f"{needs.passages_each} passages each; {volunteers * needs.groups:,} volunteers in all."
        )
        clustering = (
            f"Design effect {needs.design_effect:.3g}: two passages of one volunteer are taken to be alike to the "
            f"degree {needs.likeness:g}. More people with fewer passages each need fewer passages."
        )
        unlisted = (
            f"False alerts: at least {self.unlisted:,} passages of people who are not listed, all different people "
            f"and without one false alert, support a claim of fewer than 1 in {1 / needs.claim:,.0f} (95 %, one-sided)."
        )
        return (precision, *self._power_sentence(), walked, clustering, unlisted)

    def _power_sentence(self) -> tuple[str, ...]:
        if self.for_power is None:
            return ()
        return (
            f"Power: {self.for_power:,} seeded passages in each of {self.needs.groups} groups see a group that is "
            f"missed {self.needs.ratio:g} times as often, with 80 % power (Fisher's exact test, alpha "
            f"{ALPHA / self.pairs:.2g} a pair).",
        )

    @property
    def pairs(self) -> int:
        """How many pairs of groups are compared."""
        return max(1, comb(self.needs.groups, 2))

    def to_json(self) -> dict[str, Json | None]:
        """Return every figure of the plan with what it was made from."""
        return {
            "expected_recognition_rate": self.needs.expected,
            "half_width": self.needs.within,
            "groups": self.needs.groups,
            "missed_ratio": self.needs.ratio,
            "passages_each": self.needs.passages_each,
            "likeness": self.needs.likeness,
            "design_effect": self.needs.design_effect,
            "passages_for_precision": self.for_precision,
            "passages_for_power_a_group": self.for_power,
            "passages_a_group": self.volunteers_a_group * self.needs.passages_each,
            "volunteers_a_group": self.volunteers_a_group,
            "volunteers": self.volunteers_a_group * self.needs.groups,
            "unlisted_passages_without_a_false_alert": self.unlisted,
            "method": "Clopper-Pearson for precision; Fisher's exact test by enumeration for power, 80 %, alpha 0.05 "
            "divided by the number of pairs",
        }


def plan_trial(needs: TrialNeeds) -> TrialPlan:
    """Work out the sizes; the power of a pair allows for the number of pairs (Bonferroni, never kinder than Holm)."""
    effect = needs.design_effect
    pairs = comb(needs.groups, 2)
    missed = 1 - needs.expected
    power = passages_for_power(missed, needs.ratio, design_effect=effect, alpha=ALPHA / pairs) if pairs else None
    return TrialPlan(
        needs,
        passages_for_precision(needs.expected, needs.within, design_effect=effect),
        power,
        passages_without_error(needs.claim),
    )
