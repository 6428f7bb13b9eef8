"""Read the log of a Blue List: one line a passage at one camera, with what it gave and under which conditions.

People stand in it under codes. It refuses an unknown result, a passage logged twice at one camera, and a person in two
groups; anything else it does not know is refused by name.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.errors import EvaluateError

REQUIRED = ("passage", "person", "result")
CONDITIONS = ("group", "camera", "distance_m", "light", "height_cm")
OF_A_PERSON = ("group", "height_cm")
"""What does not change from one passage of a person to the next."""
MOST_LINES = 1_000_000
DISTANCES_M = (5.0, 10.0, 15.0, 20.0)
HEIGHTS_CM = (150.0, 160.0, 170.0, 180.0)
NOT_SAID = "not said"


class TrialRefused(EvaluateError):
    """A trial's needs or its log cannot be used."""


class Result(StrEnum):
    """What one passage of a listed volunteer gave."""

    RIGHT = "right alert"
    WRONG = "wrong alert"
    NONE = "no alert"
    NO_TEMPLATE = "no template"


@dataclass(frozen=True, eq=False)
class PassageLog:
    """(n,) arrays, one entry a passage: `person` a number, `recognised` and `usable` booleans.

    `usable` is a passage that gave a template. `conditions` holds, for each condition in the log, the passage's label;
    distances and heights are in bands.
    """

    person: NDArray[np.int64]
    recognised: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    conditions: Mapping[str, NDArray[np.str_]]

    def __len__(self) -> int:
        return len(self.person)


def read_log(path: Path) -> PassageLog:
    """Read a log from CSV with the columns passage, person, result and any of the conditions.

    Raises:
        TrialRefused: with the line and what is wrong in it.
    """
    rows = _rows(path)
    present = [name for name in CONDITIONS if name in rows[0]]
    _refuse_twice(rows)
    labels = {name: [_label(name, row[name], line) for line, row in enumerate(rows, 2)] for name in present}
    for name in OF_A_PERSON:
        if name in labels:
            _refuse_two_labels(name, rows, labels[name])
    results = [_result(row["result"], line) for line, row in enumerate(rows, 2)]
    codes = {code: number for number, code in enumerate(dict.fromkeys(row["person"] for row in rows))}
    return PassageLog(
        np.array([codes[row["person"]] for row in rows], np.int64),
        np.array([result is Result.RIGHT for result in results], np.bool_),
        np.array([result is not Result.NO_TEMPLATE for result in results], np.bool_),
        {name: np.array(values) for name, values in labels.items()},
    )


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            _check_columns(reader.fieldnames or ())
            rows = [
                {str(key): (value or "").strip() for key, value in row.items()}
                for row, _ in zip(reader, range(MOST_LINES + 1), strict=False)
            ]
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise TrialRefused("log_unreadable", f"The passage log {path.name} cannot be read: {error}.") from error
    if len(rows) > MOST_LINES:
        raise TrialRefused("log_too_long", f"The passage log has more than {MOST_LINES:,} lines.")
    if not rows:
        raise TrialRefused("log_empty", "The passage log has not one passage in it.")
    for line, row in enumerate(rows, 2):
        if missing := [name for name in REQUIRED if not row[name]]:
            raise TrialRefused("cell_empty", f"Line {line} of the passage log says nothing under {missing[0]}.")
    return rows


def _check_columns(names: Sequence[str]) -> None:
    if missing := [name for name in REQUIRED if name not in names]:
        raise TrialRefused(
            "column_missing", f"The passage log needs the columns {', '.join(REQUIRED)}; {missing[0]} is missing."
        )
    if unknown := [name for name in names if name not in (*REQUIRED, *CONDITIONS)]:
        known = ", ".join((*REQUIRED, *CONDITIONS))
        raise TrialRefused(
            "column_unknown", f"The passage log has a column {unknown[0]!r}; the known ones are {known}."
        )


def _refuse_twice(rows: Sequence[Mapping[str, str]]) -> None:
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(rows, 2):
        key = row["passage"], row.get("camera", "")
        if key in seen:
            raise TrialRefused(
                "passage_twice", f"Line {line} logs the passage {row['passage']} a second time at one camera."
            )
        seen.add(key)


def _refuse_two_labels(name: str, rows: Sequence[Mapping[str, str]], labels: Sequence[str]) -> None:
    told: dict[str, str] = {}
    for line, (row, label) in enumerate(zip(rows, labels, strict=True), 2):
        if told.setdefault(row["person"], label) != label:
            raise TrialRefused(
                "person_in_two",
                f"Line {line} puts one person under a second {name}: {told[row['person']]} and {label}.",
            )


def _result(text: str, line: int) -> Result:
    try:
        return Result(text.casefold())
    except ValueError:
        known = ", ".join(Result)
        raise TrialRefused("result_unknown", f"Line {line} has the result {text!r}; there are: {known}.") from None


def _label(name: str, text: str, line: int) -> str:
    if not text:
        return NOT_SAID
    if name == "distance_m":
        return _band(text, DISTANCES_M, "m", line)
    return _band(text, HEIGHTS_CM, "cm", line) if name == "height_cm" else text


def _band(text: str, edges: Sequence[float], unit: str, line: int) -> str:
    """Return the band a measurement falls in; a lower edge belongs to its band."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1000:
        raise TrialRefused("measurement_impossible", f"Line {line} gives {text!r} where a number of {unit} belongs.")
    below = [edge for edge in edges if value >= edge]
    above = [edge for edge in edges if value < edge]
    if not below:
        return f"under {above[0]:g} {unit}"
    return f"{below[-1]:g} to {above[0]:g} {unit}" if above else f"{below[-1]:g} {unit} and more"
