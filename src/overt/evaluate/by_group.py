"""Differences between groups at one threshold: every group, every pair, power, and the list beside them (E-36, E-43).

Groups too small for a figure are left out in words. Misses and false alerts are both compared: a system can be unfair
in whom it finds as well as in whom it stops.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.groups import Attribute
from overt.evaluate.results import AttributeResult, GroupIndex, GroupRow, Measured, Pair, PairRate, PowerPoint
from overt.evaluate.search import Searched, group_labels
from overt.evaluate.searches import CohortSearches
from overt.measure import (
    Composition,
    GroupComparison,
    GroupRate,
    Rate,
    Stated,
    clopper_pearson,
    compare_groups,
    design_effect,
    end_to_end,
    fnir,
    fpir,
    fta,
    garbe,
    largest_over_geometric_mean,
    power,
    tallies,
    tpir,
)
from overt.measure.comparisons import pooled

RATIOS = (1.25, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)
"""Ratios the power curve is drawn for."""


def attribute_result(
    searched: Searched, attribute: Attribute, listed: Sequence[str], statement: str, factor: float, stated: Stated
) -> AttributeResult:
    """Compare the groups of one attribute on the longest list, at the operating threshold."""
    composition = attribute.composition(listed)
    misses = _GroupsOf(searched, attribute, "seeded", stated)
    alerts = _GroupsOf(searched, attribute, "filler", stated)
    rows = tuple(_row(searched, attribute, label, composition, stated) for label in attribute.labels)
    missed, false_positive = (each.compared(composition, factor) for each in (misses, alerts))
    found = [each for each in (missed, false_positive) if each is not None]
    warnings = tuple(dict.fromkeys(sentence for each in found for sentence in each.warnings))
    return AttributeResult(
        attribute=attribute.name,
        statement=statement,
        composition=str(composition),
        warnings=warnings or composition.warnings(attribute.labels),
        left_out=misses.left_out + alerts.left_out,
        groups=rows,
        missed=_pairs(missed),
        false_positive=_pairs(false_positive),
        indices=tuple(_indices(misses.rates, alerts.rates)),
        power=tuple(_power(missed, "missed", factor)) + tuple(_power(false_positive, "false positives", factor)),
    )


def cross_group(searched: Searched, attribute: Attribute) -> tuple[PairRate, ...]:
    """Return false matches ÷ comparisons of strangers for each pair of groups, at the operating threshold.

    Comparisons share people, so these intervals are narrower than the truth; the note says so.
    """
    if searched.pairs is None or searched.comparisons is None:
        return ()
    level = int(np.searchsorted(searched.thresholds, searched.threshold))
    labels = group_labels(attribute)
    note = "comparisons share people, so the interval is too narrow"
    found = []
    for row, probe in enumerate(labels):
        for column, listed in enumerate(labels):
            if trials := int(searched.comparisons[row, column]):
                rate = clopper_pearson(int(searched.pairs[row, column, level]), trials, unit="comparisons", note=note)
                found.append(PairRate(probe_group=probe, listed_group=listed, measured=Measured.of(rate)))
    return tuple(found)


class _GroupsOf:
    """The rates of one kind of error, group by group; groups of fewer than two people are left out in words."""

    def __init__(self, searched: Searched, attribute: Attribute, cohort: str, stated: Stated) -> None:
        found = searched.searches[cohort]
        self.rates: list[GroupRate] = []
        left_out = []
        for label in attribute.labels:
            which = _of_group(found, attribute, label)
            rate, events, person = _errors(searched, found, which, stated)
            people = len(np.unique(person))
            if people < 2:
                left_out.append(f"{cohort}: “{label}” has {people} people with a search, too few to compare.")
            else:
                self.rates.append(GroupRate(label, rate, people, max(1.0, design_effect(*tallies(events, person)))))
        self.left_out = tuple(left_out)

    def compared(self, composition: Composition, factor: float) -> GroupComparison | None:
        return compare_groups(self.rates, composition, factor=factor) if len(self.rates) > 1 else None


def _errors(
    searched: Searched, found: CohortSearches, which: NDArray[np.bool_], stated: Stated
) -> tuple[Rate, NDArray[np.bool_], NDArray[np.int64]]:
    if found.name == "seeded":
        mated = found.mated(-1, which)
        return fnir(mated, searched.threshold, stated=stated), ~mated.hits(searched.threshold), mated.person
    others = found.non_mated(-1, which)
    return fpir(others, searched.threshold, stated=stated), others.alerts(searched.threshold), others.person


def _row(searched: Searched, attribute: Attribute, label: str, composition: Composition, stated: Stated) -> GroupRow:
    seeded, filler = searched.searches["seeded"], searched.searches["filler"]
    ours, theirs = _of_group(seeded, attribute, label), _of_group(filler, attribute, label)
    both = {*np.array(seeded.people)[ours], *np.array(filler.people)[theirs]}
    mated, others = seeded.mated(-1, ours), filler.non_mated(-1, theirs)
    whole = ours & seeded.seeded[:, -1]
    recognised = seeded.usable & seeded.listed[:, -1] & (seeded.own >= searched.threshold)
    return GroupRow(
        group=label,
        people=len(both),
        listed=composition.of(label),
        tpir=_shown(mated.person, lambda: tpir(mated, searched.threshold, stated=stated)),
        fpir=_shown(others.person, lambda: fpir(others, searched.threshold, stated=stated)),
        fta=_shown(seeded.person[ours], lambda: fta(seeded.usable[ours], seeded.person[ours], stated=stated)),
        end_to_end=_shown(
            seeded.person[whole], lambda: end_to_end(recognised[whole], seeded.person[whole], stated=stated)
        ),
    )


def _shown(person: NDArray[np.int64], rate: Callable[[], Rate]) -> Measured | None:
    """Return a group's rate, None when it would be about fewer than two people."""
    return Measured.of(rate()) if len(np.unique(person)) > 1 else None


def _of_group(found: CohortSearches, attribute: Attribute, label: str) -> NDArray[np.bool_]:
    return np.fromiter((attribute.of(person) == label for person in found.people), np.bool_, len(found.people))


def _pairs(compared: GroupComparison | None) -> tuple[Pair, ...]:
    return () if compared is None else tuple(Pair.of(pair) for pair in compared.pairs)


def _indices(misses: Sequence[GroupRate], alerts: Sequence[GroupRate]) -> list[GroupIndex]:
    named = [[(each.group, each.rate) for each in groups] for groups in (alerts, misses)]
    made = []
    for groups, what in zip(named, ("FPIR", "FNIR"), strict=True):
        if len(groups) > 1:
            made.append(GroupIndex.of(largest_over_geometric_mean(groups), what))
    if min(map(len, named)) > 1:
        made.append(GroupIndex.of(garbe(named[0], named[1]), "FPIR and FNIR"))
    return made


def _power(compared: GroupComparison | None, measure: str, factor: float) -> list[PowerPoint]:
    """Return the power curve of the two groups with the fewest passages, where a difference is hardest to see."""
    if compared is None:
        return []
    first, second = sorted(compared.groups, key=lambda each: each.counts[1])[:2]
    base, sizes = pooled(first, second, factor), (first.counts[1], second.counts[1])
    names = (first.group, second.group)
    ratios = [ratio for ratio in RATIOS if base * ratio <= 1]
    return [
        PowerPoint(measure=measure, groups=names, ratio=ratio, power=power(base, ratio, sizes).power)
        for ratio in ratios
    ]
