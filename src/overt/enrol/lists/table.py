"""`watchlist.csv`: one row a picture, rows of one subject_reference together one entry; nothing is guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from overt.actions.entry_values import ImageNote, Particulars, Problem
from overt.enrol.lists.errors import ListRefused
from overt.law.listing import AgeBand

REQUIRED = ("subject_reference", "category", "reason", "picture")
OPTIONAL = (
    "owning_force",
    "age_band",
    "disability",
    "disability_reason",
    "expiry",
    "notes",
    "image_source",
    "lawful_ground",
    "image_date",
    "age_at_capture",
)
COLUMNS = (*REQUIRED, *OPTIONAL)
MAX_ROWS = 100_000
_FLAGS = {"": False, "no": False, "yes": True}


@dataclass(frozen=True)
class Row:
    """One picture of a subject: its number in the file (the first row below the header is 2), file and note."""

    number: int
    file: str
    note: ImageNote


@dataclass
class Subject:
    """One entry to be: what is said of the person, and their pictures in the order of the rows."""

    reference: str
    category: str
    reason: str
    particulars: Particulars
    rows: list[Row] = field(default_factory=list)


def read_table(data: bytes) -> tuple[list[Subject], list[Problem]]:
    """Return the subjects of a table, and the rows that cannot be used.

    Raises `ListRefused` when the table as a whole cannot be read. A subject of whom one row cannot be used is left
    out: half of what was said of somebody is not to be used.
    """
    subjects: dict[str, Subject] = {}
    problems: list[Problem] = []
    spoilt: set[str] = set()
    for number, cells in _rows(data):
        try:
            subject = _placed(subjects, cells)
            subject.rows.append(Row(number, cells["picture"].strip(), _note(cells)))
        except ListRefused as refused:
            problems.append(Problem(number, refused.code))
            spoilt.add(cells.get("subject_reference", "").strip())
    return [subject for name, subject in subjects.items() if name not in spoilt], problems


def _rows(data: bytes) -> list[tuple[int, Mapping[str, str]]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = _header(next(reader, []))
        found: list[tuple[int, Mapping[str, str]]] = []
        for number, cells in enumerate(reader, 2):
            if number > MAX_ROWS + 1:
                raise ListRefused("table_too_large")
            if cells:
                found.append((number, dict(zip(header, cells, strict=False)) if len(cells) == len(header) else {}))
    except (UnicodeDecodeError, csv.Error):
        raise ListRefused("table_not_text") from None
    return found


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(set(names)) != len(names) or not set(names) <= set(COLUMNS):
        raise ListRefused("columns_unknown")
    if not set(REQUIRED) <= set(names):
        raise ListRefused("columns_missing")
    return names


def _placed(subjects: dict[str, Subject], cells: Mapping[str, str]) -> Subject:
    if not cells:
        raise ListRefused("row_malformed")
    said = _subject(cells)
    known = subjects.setdefault(said.reference, said)
    if (known.category, known.reason, known.particulars) != (said.category, said.reason, said.particulars):
        raise ListRefused("rows_disagree")
    return known


def _subject(cells: Mapping[str, str]) -> Subject:
    reference = cells["subject_reference"].strip()
    if not reference:
        raise ListRefused("reference_missing")
    flag = cells.get("disability", "").strip().lower()
    if flag not in _FLAGS:
        raise ListRefused("flag_unknown")
    particulars = Particulars(
        owning_force=cells.get("owning_force", "").strip(),
        age_band=_band(cells.get("age_band", "").strip()),
        has_disability=_FLAGS[flag],
        disability_reason=cells.get("disability_reason", "").strip(),
        notes=cells.get("notes", "").strip(),
        expires_on=_day(cells.get("expiry", "").strip()),
    )
    return Subject(reference, cells["category"].strip(), cells["reason"].strip(), particulars)


def _note(cells: Mapping[str, str]) -> ImageNote:
    return ImageNote(
        source=cells.get("image_source", "").strip(),
        ground=cells.get("lawful_ground", "").strip(),
        taken_on=_day(cells.get("image_date", "").strip()),
        age_at_capture=_age(cells.get("age_at_capture", "").strip()),
    )


def _band(text: str) -> AgeBand | None:
    if not text:
        return None
    try:
        return AgeBand(text)
    except ValueError:
        raise ListRefused("age_band_unknown") from None


def _day(text: str) -> date | None:
    if not text:
        return None
    if len(text) != 10:
        raise ListRefused("date_malformed")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ListRefused("date_malformed") from None


def _age(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 120):
        raise ListRefused("age_malformed")
    return int(text)
