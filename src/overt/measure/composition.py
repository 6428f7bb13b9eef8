"""Who is on the list, group by group: it stands beside every result by group (E-36).

Most false alerts are between people of one group, so a group with few entries on the list has few chances of one.
Equal rates may then come from the list and not from the engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from overt.measure.errors import MeasureError

UNEVEN = 1.5
"""A list with this many times more entries of one group than of another may hide or make a difference between them."""


@dataclass(frozen=True)
class Composition:
    """How many people of each group are on the list; those who declared nothing stand under their own label."""

    listed: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        if not self.listed or any(count < 0 for _, count in self.listed):
            raise MeasureError("composition_missing", "A result by group needs the composition of the list beside it.")

    @property
    def total(self) -> int:
        """People on the list."""
        return sum(count for _, count in self.listed)

    def of(self, group: str) -> int:
        """Return how many people of this group are on the list."""
        return dict(self.listed).get(group, 0)

    def warnings(self, groups: Sequence[str]) -> tuple[str, ...]:
        """Say, for each pair of groups, where the list could mask a difference between them."""
        pairs = [(a, b) for index, a in enumerate(groups) for b in groups[index + 1 :]]
        found = (self._warning(a, b) for a, b in pairs)
        return tuple(sentence for sentence in found if sentence)

    def __str__(self) -> str:
        parts = ", ".join(f"{group} {count:,}" for group, count in self.listed)
        return f"list of {self.total:,} people: {parts}"

    def _warning(self, first: str, second: str) -> str:
        fewer, more = sorted((first, second), key=self.of)
        if self.of(more) == 0:
            return f"The list holds nobody of {first} or {second}: what it shows about them is not about this list."
        if self.of(fewer) == 0:
            return f"The list holds {self.of(more):,} people of {more} and none of {fewer}: it can mask a difference."
        times = self.of(more) / self.of(fewer)
        if times < UNEVEN:
            return ""
        return (
            f"The list holds {self.of(more):,} people of {more} and {self.of(fewer):,} of {fewer}, {times:.2g} times "
            "fewer: it can mask a difference between them."
        )
