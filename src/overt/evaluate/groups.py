"""Which group each person declared for themselves, by attribute. Nothing is ever guessed from a face (I-7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from overt.evaluate.cohorts import read_csv
from overt.evaluate.errors import CohortRefused
from overt.evaluate.plan import COMBINED, UNDECLARED
from overt.measure import Composition


@dataclass(frozen=True)
class Attribute:
    """One comparison: its name, the labels it may have, and each person's label."""

    name: str
    labels: tuple[str, ...]
    declared: Mapping[str, str]

    def of(self, person: str) -> str:
        """Return a person's label, `not declared` when they gave none."""
        return self.declared.get(person, UNDECLARED)

    def composition(self, listed: Iterable[str]) -> Composition:
        """Count the people on a list by group, those who declared nothing last."""
        counts = Counter(map(self.of, listed))
        labels = (*self.labels, *([UNDECLARED] if counts[UNDECLARED] else []))
        return Composition(tuple((label, counts[label]) for label in labels))


def read_attributes(
    path: Path, compare: Sequence[str], values: Mapping[str, Sequence[str]], people: Iterable[str]
) -> tuple[Attribute, ...]:
    """Read what people declared.

    Raises:
        CohortRefused: a label the plan does not list, somebody twice, a group with nobody or one person in it.
    """
    told = "The table of attributes"
    columns = sorted({part for name in compare for part in name.split(COMBINED)})
    rows = read_csv(path, ("subject",), told)
    if missing := [column for column in columns if rows and column not in rows[0]]:
        raise CohortRefused("column_missing", f"{told}, {path.name}, has no column {', '.join(missing)}.")
    by_person: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["subject"] in by_person:
            raise CohortRefused("subject_duplicated", f"{told} has “{row['subject']}” twice: duplicated subjects.")
        by_person[row["subject"]] = row
        for column in columns:
            if row[column] and row[column] not in values[column]:
                known = ", ".join(values[column])
                sentence = f"{told} says “{row[column]}” under {column}; the plan knows: {known}. Unknown group labels."
                raise CohortRefused("label_unknown", sentence)
    everybody = set(people)
    return tuple(_attribute(name, by_person, values, everybody) for name in compare)


def _attribute(
    name: str, rows: Mapping[str, Mapping[str, str]], values: Mapping[str, Sequence[str]], people: set[str]
) -> Attribute:
    parts = name.split(COMBINED)
    declared = {
        person: " / ".join(row[part] for part in parts)
        for person, row in rows.items()
        if person in people and all(row[part] for part in parts)
    }
    labels = [""]
    for part in parts:
        labels = [f"{label} / {value}" if label else value for label in labels for value in values[part]]
    counts = Counter(declared.values())
    for label in labels:
        # Combinations come about by multiplying; an empty one is left out rather than an error of the plan.
        if counts[label] == 0 and len(parts) == 1:
            raise CohortRefused("group_empty", f"Nobody in the cohorts declared {name} “{label}”: an empty group.")
        if counts[label] == 1 and len(parts) == 1:
            sentence = (
                f"Only one person declared {name} “{label}”. A group of one person is not a group; merge or drop it."
            )
            raise CohortRefused("group_of_one", sentence)
    return Attribute(name, tuple(label for label in labels if counts[label] > 1), declared)
