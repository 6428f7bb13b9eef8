"""One number over all groups: largest ÷ geometric mean, and GARBE. Never without the table it was made from.

Where a group has no error the first is undefined, and says so; a made-up small number in its place would decide the
index. Methods follow ISO/IEC 19795-10 as FIELD names it, and Howard et al., "Evaluating proposed fairness models for
face recognition algorithms" (2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from overt.measure.errors import MeasureError
from overt.measure.values import Rate

Groups = tuple[tuple[str, Rate], ...]


@dataclass(frozen=True)
class Index:
    """An index over groups: `value` is None when undefined, and `sentence` says what it means or why it has none."""

    name: str
    value: float | None
    sentence: str
    groups: Groups

    def __str__(self) -> str:
        return "\n".join([f"{self.name}: {self.sentence}", *(f"  {name}: {rate}" for name, rate in self.groups)])


def largest_over_geometric_mean(groups: Sequence[tuple[str, Rate]]) -> Index:
    """Return the largest group's rate over the geometric mean of all; 1 means equal."""
    table, name = _table(groups), "largest ÷ geometric mean"
    without = [group for group, rate in table if not rate.numerator]
    if without:
        sentence = f"undefined, since no event was seen in {', '.join(without)}; look at the intervals."
        return Index(name, None, sentence, table)
    points = [rate.numerator / rate.denominator for _, rate in table]
    value = max(points) / exp(sum(map(log, points)) / len(points))
    largest = table[points.index(max(points))][0]
    sentence = f"the rate of {largest} is {value:.3g} times the geometric mean of {len(table)} groups."
    return Index(name, value, sentence, table)


def garbe(
    false_positives: Sequence[tuple[str, Rate]], false_negatives: Sequence[tuple[str, Rate]], weight: float = 0.5
) -> Index:
    """Return weight·Gini(false positives) + (1 − weight)·Gini(false negatives): 0 equal, 1 all in one group."""
    positive, negative = _table(false_positives), _table(false_negatives)
    name = f"GARBE, weight {weight:g}"
    first, second = _gini(positive), _gini(negative)
    table = tuple((f"{group}, false positives", rate) for group, rate in positive)
    table += tuple((f"{group}, false negatives", rate) for group, rate in negative)
    if first is None or second is None:
        which = "false positive" if first is None else "false negative"
        return Index(name, None, f"undefined, since no {which} was seen in any group.", table)
    value = weight * first + (1 - weight) * second
    return Index(name, value, f"{value:.3g}, where 0 is equal and 1 is every error in one group.", table)


def _gini(table: Groups) -> float | None:
    """Return Gini's coefficient with the correction for the number of groups."""
    points = [rate.numerator / rate.denominator for _, rate in table]
    count, total = len(points), sum(points)
    if not total:
        return None
    apart = sum(abs(one - other) for one in points for other in points)
    return count / (count - 1) * apart / (2 * count * total)


def _table(groups: Sequence[tuple[str, Rate]]) -> Groups:
    table = tuple(groups)
    if len(table) < 2 or not all(rate.denominator for _, rate in table):
        raise MeasureError("groups_missing", "An index needs at least two groups, none of them empty.")
    return table
