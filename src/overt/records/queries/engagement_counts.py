"""What is counted about engagements once a deployment is over; a count that may be about somebody is kept back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from overt.records.models import Deployment, EngagementCount
from overt.records.queries.packs import pack_of


@dataclass(frozen=True)
class ToldCount:
    """One answer to one question; `count` is None when it is kept back."""

    answer: str
    count: int | None


@dataclass(frozen=True)
class ToldQuestion:
    """One question with its answers; `smallest` is the smallest count that is told."""

    question: str
    smallest: int
    answers: tuple[ToldCount, ...]


def told_counts(deployment: Deployment) -> tuple[ToldQuestion, ...]:
    """Return the counts of a deployment with small cells kept back; nothing before its end."""
    smallest = pack_of(deployment).smallest_cell
    counted: dict[str, dict[str, int]] = {}
    rows = EngagementCount.objects.filter(deployment=deployment).order_by("question", "answer")
    for question, answer, count in rows.values_list("question", "answer", "count"):
        counted.setdefault(question, {})[answer] = count
    return tuple(ToldQuestion(name, smallest, suppressed(cells, smallest)) for name, cells in counted.items())


def suppressed(cells: Mapping[str, int], smallest: int) -> tuple[ToldCount, ...]:
    """Keep back every count below `smallest`, and the next one too where a total would tell the only one kept back."""
    hidden = {answer for answer, count in cells.items() if count < smallest}
    rest: Sequence[str] = sorted((one for one in cells if one not in hidden), key=lambda one: (cells[one], one))
    if len(hidden) == 1 and rest:
        hidden.add(rest[0])
    return tuple(ToldCount(answer, None if answer in hidden else count) for answer, count in cells.items())
