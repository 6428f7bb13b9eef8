"""Recognition of volunteers while a deployment runs: marks paired with recognitions, then rates by condition (I-8).

A mark says that somebody saw a volunteer enter a camera's zone. It refuses to count one recognition for two marks, to
call a passage without a template that may have had one, and to state a rate of fewer than five people.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from overt.measure.intervals import clopper_pearson
from overt.measure.small_cells import FEWEST_PEOPLE, too_few
from overt.measure.values import Rate

BEFORE_SECONDS = 5.0
"""A recognition this long before the mark is still of it: the camera may be quicker than a thumb."""

AFTER_SECONDS = 15.0
"""And this long after it: at 1.4 m/s a walker crosses a zone of 20 m in 14 s. A later one is of another passage."""


@dataclass(frozen=True)
class Moment:
    """One mark or one recognition: its own id, which volunteer, which camera, and when in seconds."""

    id: str
    volunteer: str
    camera: str
    at: float


@dataclass(frozen=True)
class Mark:
    """A marked passage with its conditions, label by name.

    `had_opportunity` says that the camera made a template of somebody near the mark.
    """

    moment: Moment
    had_opportunity: bool
    conditions: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """The rates of some passages: of all of them, and of those that gave a template as far as that is known."""

    label: str
    volunteers: int
    end_to_end: Rate
    tpir: Rate


@dataclass(frozen=True)
class Dimension:
    """Rates by one condition, and the labels left out because fewer than five volunteers stand behind them."""

    name: str
    cells: tuple[Cell, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class SeededRates:
    """What the marks of a deployment show; `overall` is None below five volunteers, and then nothing else is said.

    `unmarked` counts recognitions that belong to no mark.
    """

    marks: int
    volunteers: int
    unmarked: int
    overall: Cell | None = None
    dimensions: tuple[Dimension, ...] = ()


def paired(marks: Sequence[Moment], recognitions: Sequence[Moment]) -> dict[str, str]:
    """Return the recognition of each mark that has one, by the mark's id: as many pairs as there can be.

    Both are of one volunteer at one camera, and the recognition lies in the mark's window, ends included. Windows are
    equally long, so giving each mark in order of time the earliest recognition that is left loses none.
    """
    free: dict[tuple[str, str], list[Moment]] = defaultdict(list)
    for one in sorted(recognitions, key=_in_time, reverse=True):
        free[one.volunteer, one.camera].append(one)
    pairs: dict[str, str] = {}
    for mark in sorted(marks, key=_in_time):
        left = free[mark.volunteer, mark.camera]
        while left and left[-1].at < mark.at - BEFORE_SECONDS:
            left.pop()
        if left and left[-1].at <= mark.at + AFTER_SECONDS:
            pairs[mark.id] = left.pop().id
    return pairs


def seeded_rates(marks: Sequence[Mark], recognitions: Sequence[Moment]) -> SeededRates:
    """Work out the rates, overall and by every condition the marks have."""
    pairs = paired([one.moment for one in marks], recognitions)
    volunteers, unmarked = _volunteers(marks), len(recognitions) - len(pairs)
    if volunteers < FEWEST_PEOPLE:
        return SeededRates(len(marks), volunteers, unmarked)
    names = dict.fromkeys(name for one in marks for name in one.conditions)
    dimensions = tuple(_dimension(name, marks, pairs) for name in names)
    return SeededRates(len(marks), volunteers, unmarked, _cell("All passages", marks, pairs), dimensions)


def _in_time(one: Moment) -> tuple[float, str]:
    return one.at, one.id


def _dimension(name: str, marks: Sequence[Mark], pairs: Mapping[str, str]) -> Dimension:
    cells: dict[str, list[Mark]] = defaultdict(list)
    for one in marks:
        cells[one.conditions[name]].append(one)
    ordered = dict(sorted(cells.items()))
    hidden = too_few([(label, _volunteers(some)) for label, some in ordered.items()])
    shown = tuple(_cell(label, some, pairs) for label, some in ordered.items() if label not in hidden)
    return Dimension(name, shown, hidden)


def _cell(label: str, marks: Sequence[Mark], pairs: Mapping[str, str]) -> Cell:
    hits = sum(one.moment.id in pairs for one in marks)
    usable = sum(one.had_opportunity or one.moment.id in pairs for one in marks)
    return Cell(
        label,
        _volunteers(marks),
        clopper_pearson(hits, len(marks), unit="seeded passages"),
        clopper_pearson(hits, usable, unit="mated searches"),
    )


def _volunteers(marks: Sequence[Mark]) -> int:
    return len({one.moment.volunteer for one in marks})
