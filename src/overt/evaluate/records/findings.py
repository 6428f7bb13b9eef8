"""One thing a check has to say: where, what is printed, what it should be, how serious, in one sentence.

A finding speaks of a table, never of a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """*error*: two printed figures contradict each other or a limit; *doubt*: ask the force; *note*: know it."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """`row` counts deployments from 1 in the order of the file; None means a whole column or a line of totals.

    `place`, `date`, `column` and `printed` are as the file prints them; `recomputed` is what the other figures give.
    """

    row: int | None
    place: str | None
    date: str | None
    column: str
    printed: str | None
    recomputed: str | None
    severity: Severity
    sentence: str

    def to_json(self) -> Mapping[str, str | int | None]:
        """Return every part under its own name, the severity as a word."""
        return {
            "row": self.row,
            "place": self.place,
            "date": self.date,
            "column": self.column,
            "printed": self.printed,
            "recomputed": self.recomputed,
            "severity": self.severity.value,
            "sentence": self.sentence,
        }
