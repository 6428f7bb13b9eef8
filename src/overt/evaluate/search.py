"""From a plan's pictures to its searches: templates, nested lists drawn by the plan's seed, calibration first.

The threshold comes from calibration people alone; only then are the test people searched, with it among the thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.cohorts import Cohort, Cohorts
from overt.evaluate.errors import RunRefused
from overt.evaluate.groups import Attribute
from overt.evaluate.plan import Plan
from overt.evaluate.sealed import Batch, UnfinishedRun
from overt.evaluate.searches import CohortSearches
from overt.evaluate.sweep import NOBODY, Compare, GroupsOf, ListOfPeople, Swept, sweep
from overt.evaluate.templates import EngineWanted, Wanted, make_templates
from overt.measure import ThresholdEstimate, threshold_for

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


@dataclass(frozen=True, eq=False)
class Searched:
    """All searches of one evaluation, and the threshold they are judged at.

    `lists` are the people on each list, longest last; `not_enrolled` counts reasons, a picture each, and `enrolled` the
    pictures that gave a template; `estimate` is None when the plan states its threshold. `pairs` (g, g, t) counts
    candidates of strangers by group of probe and candidate, for the first attribute, `comparisons` (g, g) how
    many there were; None when no pictures were searched.
    """

    searches: Mapping[str, CohortSearches]
    sizes: tuple[int, ...]
    lists: tuple[tuple[str, ...], ...]
    thresholds: NDArray[np.float64]
    threshold: float
    estimate: ThresholdEstimate | None
    enrolled: int | None = None
    not_enrolled: Mapping[str, int] | None = None
    people_asked: int | None = None
    pairs: NDArray[np.int64] | None = None
    comparisons: NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class _Enrolled:
    """The list: people in the order they join it, their templates, and the sizes that could be reached."""

    order: tuple[str, ...]
    people: ListOfPeople
    failed: frozenset[str]


def search_pictures(
    plan: Plan,
    cohorts: Cohorts,
    attributes: Sequence[Attribute],
    engine: EngineWanted,
    executor: Executor,
    run: UnfinishedRun,
    progress: Progress,
) -> Searched:
    """Make every template, draw the lists, find the threshold, search."""
    from overt.vision import engines

    compare = engines.load(engine.name, engine.models, engine.accept_licences).scores
    made = _templates(cohorts, engine, executor, run, progress)
    enrolled = _enrol(plan, cohorts["enrolment"], made["enrolment"], cohorts["seeded"].people)
    searcher = _Searcher(compare, enrolled, attributes, progress)
    found = {}
    estimate = None
    if plan.thresholds.target is not None:
        found["calibration"], _ = searcher.search(cohorts["calibration"], made["calibration"], plan.thresholds.values)
        estimate = threshold_for(found["calibration"].non_mated(-1), plan.thresholds.target)
    threshold = estimate.threshold if estimate else float(plan.thresholds.at or 0.0)
    thresholds = np.unique(np.append(plan.thresholds.values, threshold))
    found["seeded"], _ = searcher.search(cohorts["seeded"], made["seeded"], thresholds, seeded=True)
    found["filler"], swept = searcher.search(cohorts["filler"], made["filler"], thresholds)
    reasons = made["enrolment"].reasons
    return Searched(
        searches=found,
        sizes=enrolled.people.sizes,
        lists=tuple(enrolled.order[:size] for size in enrolled.people.sizes),
        thresholds=thresholds,
        threshold=threshold,
        estimate=estimate,
        enrolled=sum(not reason for reason in reasons),
        not_enrolled={reason: reasons.count(reason) for reason in sorted(set(reasons)) if reason},
        people_asked=len(cohorts["enrolment"].people),
        pairs=swept.pairs if attributes else None,
        comparisons=searcher.comparisons(found["filler"]) if attributes else None,
    )


def _templates(
    cohorts: Cohorts, engine: EngineWanted, executor: Executor, run: UnfinishedRun, progress: Progress
) -> dict[str, Batch]:
    wanted = [
        Wanted(picture.path, "enrol" if name == "enrolment" else "search")
        for name, cohort in cohorts.items()
        for picture in cohort.pictures
    ]
    batch = make_templates(wanted, engine, executor, run, lambda done, of: progress("templates", done, of))
    made, start = {}, 0
    for name, cohort in cohorts.items():
        end = start + len(cohort.pictures)
        made[name] = Batch(batch.vectors[start:end], batch.reasons[start:end])
        start = end
    return made


def _enrol(plan: Plan, cohort: Cohort, batch: Batch, seeded: Sequence[str]) -> _Enrolled:
    """Put people on the list in an order drawn by the seed: the seeded ones first, so that every list holds them."""
    usable = [place for place, reason in enumerate(batch.reasons) if not reason]
    there = {cohort.pictures[place].person for place in usable}
    if not there:
        raise RunRefused("nobody_enrolled", "Not one picture of the enrolment cohort gave a template.")
    chance = np.random.default_rng(plan.seed)
    first, rest = sorted(there & set(seeded)), sorted(there - set(seeded))
    order = [first[place] for place in chance.permutation(len(first))]
    order += [rest[place] for place in chance.permutation(len(rest))]
    sizes = tuple(sorted({min(size, len(order)) for size in plan.list_sizes}))
    order = order[: sizes[-1]]
    position = {person: place for place, person in enumerate(order)}
    rows = [place for place in usable if cohort.pictures[place].person in position]
    rows.sort(key=lambda place: (position[cohort.pictures[place].person], place))
    subjects = np.array([position[cohort.pictures[place].person] for place in rows], np.int64)
    people = ListOfPeople(np.ascontiguousarray(batch.vectors[rows]), subjects, sizes)
    return _Enrolled(tuple(order), people, frozenset(set(cohort.people) - there))


class _Searcher:
    """Searches one cohort after another in the same list."""

    def __init__(
        self, compare: Compare, enrolled: _Enrolled, attributes: Sequence[Attribute], progress: Progress
    ) -> None:
        self._compare = compare
        self._enrolled = enrolled
        self._attribute = attributes[0] if attributes else None
        self._progress = progress
        self._position = {person: place for place, person in enumerate(enrolled.order)}

    def search(
        self, cohort: Cohort, batch: Batch, thresholds: NDArray[np.float64], seeded: bool = False
    ) -> tuple[CohortSearches, Swept]:
        """Search everybody of a cohort who has a template."""
        names = tuple(picture.person for picture in cohort.pictures)
        usable = np.array([not reason for reason in batch.reasons])
        places = np.array([self._position.get(name, NOBODY) if seeded else NOBODY for name in names], np.int64)
        swept = sweep(
            self._compare,
            np.ascontiguousarray(batch.vectors[usable]),
            self._enrolled.people,
            thresholds,
            places[usable],
            self._groups(names, usable),
            lambda done: self._progress(f"searches of {cohort.name}", done, int(usable.sum())),
        )
        sizes = np.array(self._enrolled.people.sizes)
        listed = (places != NOBODY)[:, None] & (places[:, None] < sizes)
        failed = np.array([seeded and name in self._enrolled.failed for name in names])
        found = CohortSearches(
            name=cohort.name,
            people=names,
            usable=usable,
            reasons=batch.reasons,
            own=_spread(swept.own, usable, np.nan),
            listed=listed,
            seeded=listed | failed[:, None],
            top=_spread(swept.top, usable, -np.inf),
            better=_spread(swept.better, usable, 0),
            candidates=_spread(swept.candidates, usable, 0),
        )
        return found, swept

    def comparisons(self, strangers: CohortSearches) -> NDArray[np.int64]:
        """Return how many comparisons of strangers there were, by group of the probe and of the person listed."""
        groups = self._groups(strangers.people, strangers.usable)
        probes = np.bincount(groups.probes, minlength=groups.count)
        return np.outer(probes, np.bincount(groups.listed, minlength=groups.count)).astype(np.int64)

    def _groups(self, names: Sequence[str], usable: NDArray[np.bool_]) -> GroupsOf:
        if self._attribute is None:
            return GroupsOf.none(int(usable.sum()), self._enrolled.people.people)
        attribute, labels = self._attribute, group_labels(self._attribute)
        number = {label: place for place, label in enumerate(labels)}

        def numbers(people: Sequence[str]) -> NDArray[np.int64]:
            return np.array([number[attribute.of(person)] for person in people], np.int64)

        return GroupsOf(numbers(names)[usable], numbers(self._enrolled.order), len(labels))


def group_labels(attribute: Attribute) -> tuple[str, ...]:
    """Return every label people can have, those of combinations too small to compare and of the undeclared last."""
    others = sorted({attribute.of(person) for person in attribute.declared} - set(attribute.labels))
    return (*attribute.labels, *others, attribute.of(""))


def _spread(values: NDArray, usable: NDArray[np.bool_], filling: float) -> NDArray:  # type: ignore[type-arg]
    spread = np.full((len(usable), *values.shape[1:]), filling, values.dtype)
    spread[usable] = values
    return spread
