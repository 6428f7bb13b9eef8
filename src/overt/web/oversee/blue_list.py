"""What the Blue List showed, as a table: rates with counts and intervals, and none of fewer than five volunteers."""

from dataclasses import dataclass
from typing import Final

from overt.measure.seeded import (
    AFTER_SECONDS,
    BEFORE_SECONDS,
    Cell,
    Mark,
    Moment,
    SeededRates,
    seeded_rates,
)
from overt.records.models import Deployment, SeededPassage, VolunteerRecognition
from overt.records.queries.blue_list import declared_groups, marks_of, recognitions_of_volunteers
from overt.web.words import DISTANCES, LIGHTS

NOT_SAID = "not said"
GROUP: Final = "Group (as declared)"


@dataclass(frozen=True)
class ShownRow:
    """One row of the table; rates are whole sentences."""

    label: str
    volunteers: int
    end_to_end: str
    tpir: str


@dataclass(frozen=True)
class ShownBlueList:
    """The table with what stands above and below it; without rows too few volunteers were marked."""

    marks: int
    volunteers: int
    unmarked: int
    rows: tuple[ShownRow, ...]
    left_out: tuple[str, ...]
    before: int = int(BEFORE_SECONDS)
    after: int = int(AFTER_SECONDS)


def shown_blue_list(deployment: Deployment) -> ShownBlueList | None:
    """Return what marks and recognitions say; None where there is neither."""
    marks, recognitions = marks_of(deployment.pk), recognitions_of_volunteers(deployment.pk)
    if not marks and not recognitions:
        return None
    groups = declared_groups(deployment.pk)
    rates = seeded_rates([_mark(one, groups) for one in marks], [_recognition(one) for one in recognitions])
    left_out = tuple(f"{each.name}: {label}" for each in rates.dimensions for label in each.left_out)
    return ShownBlueList(rates.marks, rates.volunteers, rates.unmarked, tuple(_rows(rates)), left_out)


def _mark(row: SeededPassage, groups: dict[str, str]) -> Mark:
    said = {GROUP: groups.get(row.entry, NOT_SAID)} if groups else {}
    seen = {"Camera": row.camera, "Light": LIGHTS[row.light], "Distance": DISTANCES[row.distance]}
    moment = Moment(row.id, row.entry, row.camera, row.marked_at.timestamp())
    return Mark(moment, row.had_opportunity, said | seen)


def _recognition(row: VolunteerRecognition) -> Moment:
    return Moment(row.id, row.entry, row.camera, row.recognised_at.timestamp())


def _rows(rates: SeededRates) -> list[ShownRow]:
    if rates.overall is None:
        return []
    cells = [(f"{each.name}: {cell.label}", cell) for each in rates.dimensions for cell in each.cells]
    return [_row(rates.overall.label, rates.overall), *(_row(label, cell) for label, cell in cells)]


def _row(label: str, cell: Cell) -> ShownRow:
    return ShownRow(label, cell.volunteers, str(cell.end_to_end), str(cell.tpir))
