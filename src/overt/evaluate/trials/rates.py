"""Rates of a seeded trial: over all passages, and by group, camera, distance, light and height.

Intervals resample whole people. A cell of fewer than five people is left out in words, and so is the next smallest
where the rest could be had by subtraction. Groups are compared with a verdict; cameras, distances and light are not,
since the same people walk through several of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.trials.log import NOT_SAID, PassageLog, TrialRefused
from overt.measure import (
    Composition,
    Evaluation,
    GroupComparison,
    GroupRate,
    Rate,
    Stated,
    compare_groups,
    design_effect,
    end_to_end,
    fta,
    tallies,
)
from overt.measure.bootstrap import rate_of_people
from overt.measure.small_cells import FEWEST_PEOPLE, too_few

NAMES = {
    "group": "group (as declared)",
    "camera": "camera",
    "distance_m": "distance",
    "light": "light",
    "height_cm": "height",
}

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cell:
    """The rates of one group or condition: of all its passages, of those with a template, and without one."""

    label: str
    people: int
    recognition: Rate
    tpir: Rate
    fta: Rate


@dataclass(frozen=True)
class Dimension:
    """Rates by one thing, and the labels left out because too few people stand behind them."""

    name: str
    cells: tuple[Cell, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class TrialRates:
    """What a seeded trial showed; `groups` compares how often each group was missed, where there are two or more."""

    passages: int
    people: int
    overall: Cell
    dimensions: tuple[Dimension, ...]
    groups: GroupComparison | None


STATED = Stated(Evaluation.OPERATIONAL)


def trial_rates(log: PassageLog, stated: Stated = STATED) -> TrialRates:
    """Work out the rates of a log; `stated` says how the intervals are made.

    Raises:
        TrialRefused: fewer than five people in the whole log.
    """
    everybody = np.ones(len(log), np.bool_)
    if _people(log, everybody) < FEWEST_PEOPLE:
        sentence = f"Fewer than {FEWEST_PEOPLE} people walked: any rate could be read as one person's own."
        raise TrialRefused("people_few", sentence)
    overall = _cell("all passages", log, everybody, stated)
    dimensions = tuple(_dimension(log, name, stated) for name in log.conditions)
    return TrialRates(len(log), overall.people, overall, dimensions, _compared(log, dimensions, stated))


def _dimension(log: PassageLog, name: str, stated: Stated) -> Dimension:
    labels = log.conditions[name]
    masks = {str(label): np.asarray(labels == label, np.bool_) for label in np.unique(labels)}
    hidden = too_few([(label, _people(log, mask)) for label, mask in masks.items()])
    shown = [_cell(label, log, mask, stated) for label, mask in masks.items() if label not in hidden]
    return Dimension(NAMES[name], tuple(shown), hidden)


def _cell(label: str, log: PassageLog, mask: Mask, stated: Stated) -> Cell:
    person, recognised, usable = log.person[mask], log.recognised[mask], log.usable[mask]
    return Cell(
        label,
        _people(log, mask),
        end_to_end(recognised, person, stated=stated),
        rate_of_people(
            recognised[usable], person[usable], "mated searches", stated.confidence, stated.seed, stated.note
        ),
        fta(usable, person, stated=stated),
    )


def _people(log: PassageLog, mask: Mask) -> int:
    return len(np.unique(log.person[mask]))


def _compared(log: PassageLog, dimensions: Sequence[Dimension], stated: Stated) -> GroupComparison | None:
    """Compare how often declared groups were missed, from end to end; None below two groups that may be shown."""
    shown = next((each.cells for each in dimensions if each.name == NAMES["group"]), ())
    labels = [cell.label for cell in shown if cell.label != NOT_SAID]
    if len(labels) < 2:
        return None
    groups = [_missed(log, label, stated) for label in labels]
    return compare_groups(groups, Composition(tuple((each.group, each.people) for each in groups)))


def _missed(log: PassageLog, label: str, stated: Stated) -> GroupRate:
    mask = log.conditions["group"] == label
    person, missed = log.person[mask], ~log.recognised[mask]
    rate = rate_of_people(missed, person, "seeded passages missed", stated.confidence, stated.seed, stated.note)
    return GroupRate(label, rate, len(np.unique(person)), max(1.0, design_effect(*tallies(missed, person))))
