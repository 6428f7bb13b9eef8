"""From searches to results: every figure with its interval, and what was not measured said in words.

Rates over several list sizes and thresholds come from the same searches, so they move together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.by_group import attribute_result, cross_group
from overt.evaluate.groups import Attribute
from overt.evaluate.plan import LoadedPlan, Plan
from overt.evaluate.references import references
from overt.evaluate.results import (
    AtThreshold,
    CohortUsed,
    EngineUsed,
    ExpectedAlerts,
    Measured,
    MeasuredMean,
    Projected,
    Results,
    SweepPoint,
    ThresholdUsed,
)
from overt.evaluate.search import Searched
from overt.evaluate.searches import CohortSearches
from overt.measure import (
    Projection,
    Stated,
    clopper_pearson,
    end_to_end,
    fnir,
    fpir,
    fta,
    project_fpir,
    rates_of_people,
    selectivity,
    tpir,
)

PROJECTED = (1_000, 10_000, 20_000)
"""List sizes an FPIR is projected to, beside the plan's operational size."""
ENOUGH_OF_THE_LIST = 0.9
"""A test list shorter than this share of the operational one says too little about it (FIELD §2)."""


def analyse(
    loaded: LoadedPlan,
    searched: Searched,
    attributes: Sequence[Attribute],
    engine: EngineUsed,
    pictures: Mapping[str, tuple[int, int]],
    run: str,
) -> Results:
    """Return the results; `pictures` gives, for each cohort, its people and its pictures."""
    plan = loaded.plan
    stated = Stated(plan.evaluation, seed=plan.seed)
    seeded, filler = searched.searches["seeded"], searched.searches["filler"]
    points = tuple(_at_threshold(searched, place, stated) for place in range(len(searched.sizes)))
    operating = fpir(filler.non_mated(-1), searched.threshold, stated=stated)
    groups = tuple(
        attribute_result(searched, each, searched.lists[-1], plan.groups.statement, plan.groups.factor, stated)
        for each in attributes
        if plan.groups is not None
    )
    sizes = sorted({*PROJECTED, *([plan.operational_list_size] if plan.operational_list_size else [])})
    return Results(
        title=plan.title,
        evaluation=plan.evaluation.value,
        dated=plan.dated,
        data_set=plan.data_set,
        seed=plan.seed,
        plan_digest=loaded.digest,
        run=run,
        engine=engine,
        cohorts=tuple(_cohort(plan, name, pictures, searched.searches.get(name)) for name in plan.cohorts),
        list_sizes=searched.sizes,
        failure_to_enrol=_failure_to_enrol(searched),
        seeded_fta=Measured.of(fta(seeded.usable, seeded.person, stated=stated)),
        filler_fta=Measured.of(fta(filler.usable, filler.person, stated=stated)),
        threshold=_threshold(searched),
        at_threshold=points,
        sweep=tuple(point for place in range(len(searched.sizes)) for point in _sweep(searched, place, stated)),
        projections=tuple(
            _projected(project_fpir(operating, searched.sizes[-1], size), size)
            for size in sizes
            if size not in searched.sizes
        ),
        expected=_expected(plan, points[-1].fpir),
        groups=groups,
        cross_group=cross_group(searched, attributes[0]) if attributes else (),
        warnings=tuple(_warnings(plan, searched)),
        not_measured=tuple(_not_measured(plan, searched)),
        references=references(),
    )


def _at_threshold(searched: Searched, place: int, stated: Stated) -> AtThreshold:
    seeded, filler, threshold = searched.searches["seeded"], searched.searches["filler"], searched.threshold
    mated, others = seeded.mated(place), filler.non_mated(place)
    return AtThreshold(
        list_size=searched.sizes[place],
        threshold=threshold,
        tpir=Measured.of(tpir(mated, threshold, stated=stated)),
        tpir_rank_one=Measured.of(tpir(mated, threshold, rank=1, stated=stated)),
        fnir=Measured.of(fnir(mated, threshold, stated=stated)),
        end_to_end=_end_to_end(seeded, place, threshold, stated),
        fpir=Measured.of(fpir(others, threshold, stated=stated)),
        selectivity=_selectivity(searched, filler, place, stated),
    )


def _end_to_end(seeded: CohortSearches, place: int, threshold: float, stated: Stated) -> Measured:
    """Count every seeded passage, those without a template or whose subject could not be enrolled as missed."""
    meant = seeded.seeded[:, place]
    recognised = seeded.usable & seeded.listed[:, place] & (seeded.own >= threshold)
    return Measured.of(end_to_end(recognised[meant], seeded.person[meant], stated=stated))


def _selectivity(searched: Searched, filler: CohortSearches, place: int, stated: Stated) -> MeasuredMean | None:
    if filler.candidates is None:
        return None
    level = int(np.searchsorted(searched.thresholds, searched.threshold))
    counts = filler.candidates[filler.usable, place, level].astype(np.int64)
    return MeasuredMean.of(selectivity(counts, filler.person[filler.usable], stated=stated))


def _sweep(searched: Searched, place: int, stated: Stated) -> list[SweepPoint]:
    seeded, filler, levels = searched.searches["seeded"], searched.searches["filler"], searched.thresholds
    mated, others = seeded.mated(place), filler.non_mated(place)
    found = [
        rates_of_people(values[:, None] >= levels, person, unit, stated.confidence, stated.seed, stated.note)
        for values, person, unit in (
            (mated.own, mated.person, "mated searches"),
            (others.top, others.person, "non-mated searches"),
        )
    ]
    means = _mean_candidates(filler, place, len(levels))
    return [
        SweepPoint(
            list_size=searched.sizes[place],
            threshold=float(level),
            tpir=Measured.of(hit),
            fpir=Measured.of(alert),
            mean_candidates=mean,
        )
        for level, hit, alert, mean in zip(levels, *found, means, strict=True)
    ]


def _mean_candidates(filler: CohortSearches, place: int, levels: int) -> list[float | None]:
    if filler.candidates is None or not filler.usable.any():
        return [None] * levels
    counts: NDArray[np.float64] = filler.candidates[filler.usable, place].mean(axis=0)
    return [float(count) for count in counts]


def _threshold(searched: Searched) -> ThresholdUsed:
    told = searched.estimate
    if told is None:
        says = "stated in the plan, not derived from calibration people."
        return ThresholdUsed(threshold=searched.threshold, low=None, high=None, target="", calibration=None, says=says)
    return ThresholdUsed(
        threshold=searched.threshold,
        low=None if told.low is None else round(told.low, 4),
        high=None if told.high is None else round(told.high, 4),
        target=str(told.target),
        calibration=Measured.of(told.calibration),
        says=str(told),
    )


def _failure_to_enrol(searched: Searched) -> Measured | None:
    if searched.enrolled is None or searched.not_enrolled is None:
        return None
    failed = sum(searched.not_enrolled.values())
    return Measured.of(clopper_pearson(failed, failed + searched.enrolled, unit="pictures to enrol"))


def _projected(told: Projection, size: int) -> Projected:
    return Projected(list_size=size, rate=told.point, low=told.low, high=told.high, says=str(told))


def _expected(plan: Plan, rate: Measured) -> ExpectedAlerts | None:
    if plan.faces_per_hour is None or rate.rate is None:
        return None
    hour = plan.faces_per_hour
    said = "" if not rate.numerator else f"{hour * rate.rate:.3g} false alerts an hour, "
    says = (
        f"at {hour:,.0f} faces an hour of people not on the list: {said}{rate.confidence * 100:.4g} % interval "
        f"{hour * rate.low:.3g} to {hour * rate.high:.3g} an hour, from {rate.says}"
    )
    return ExpectedAlerts(
        faces_per_hour=hour, per_hour=hour * rate.rate, low=hour * rate.low, high=hour * rate.high, says=says
    )


def _cohort(
    plan: Plan, name: str, pictures: Mapping[str, tuple[int, int]], searches: CohortSearches | None
) -> CohortUsed:
    people, count = pictures.get(name, (0, 0))
    told = plan.cohorts[name]
    failures = dict(searches.failures) if searches is not None else {}
    return CohortUsed(
        name=name, people=people, pictures=count, ground=told.ground, consent=told.consent, failures=failures
    )


def _warnings(plan: Plan, searched: Searched) -> list[str]:
    said = []
    if searched.sizes[-1] < plan.list_sizes[-1]:
        said.append(
            f"A list of {plan.list_sizes[-1]:,} people was asked; only {searched.sizes[-1]:,} could be enrolled."
        )
    wanted = plan.operational_list_size
    if wanted and searched.sizes[-1] < ENOUGH_OF_THE_LIST * wanted:
        least = ceil(ENOUGH_OF_THE_LIST * wanted)
        said.append(
            f"The longest list searched, {searched.sizes[-1]:,} people, is under 90 % of the operational {wanted:,}: "
            f"at least {least:,} are needed before these figures stand for it."
        )
    if searched.estimate is not None and not searched.estimate.is_reached:
        said.append(
            f"The calibration cohort, {searched.estimate.people:,} people, is too small to see the target "
            f"{searched.estimate.target}; the threshold lies above every score there was."
        )
    return said


def _not_measured(plan: Plan, searched: Searched) -> list[str]:
    said = ["Latency from face to alert: the command overt bench measures it on the machine that is to be used."]
    if plan.evaluation.value != "operational":
        said.append("Anything operational: light, crowd, cameras and passers-by of a real place were not part of this.")
    if searched.enrolled is None:
        said.append("Failures to enrol, selectivity and matches across groups: a score file does not hold them.")
    if plan.groups is None:
        said.append("Differences between groups: the plan names no self-declared attributes.")
    said.append("Twins, siblings and look-alikes on purpose; presentation attacks; image age; change of appearance.")
    if any(size not in searched.sizes for size in PROJECTED):
        said.append("List sizes other than those searched: where one is shown it is projected, not measured.")
    return said
