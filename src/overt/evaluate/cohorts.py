"""The people and pictures of a plan, checked before any face is looked at.

It refuses people who stand on both sides of a comparison that must be disjoint, and one picture under two names.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from overt.evaluate.errors import CohortRefused
from overt.evaluate.plan import COHORTS, CohortPlan, LoadedPlan

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of one person: for the list an enrolment, for the others a passage. `digest` is its SHA-256."""

    person: str
    path: Path
    digest: str


@dataclass(frozen=True)
class Cohort:
    """A cohort's pictures in the order of its people, then of its files."""

    name: str
    pictures: tuple[Picture, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in the cohort, sorted."""
        return tuple(sorted({picture.person for picture in self.pictures}))

    @property
    def digest(self) -> str:
        """SHA-256 over who and what is in it, so that a run is only ever continued with the same."""
        lines = (f"{picture.person}\0{picture.digest}\n" for picture in self.pictures)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


Cohorts = Mapping[str, Cohort]


def read_cohorts(loaded: LoadedPlan) -> dict[str, Cohort]:
    """Read every cohort the plan names and check that they fit together."""
    found = {
        name: Cohort(name, tuple(_pictures(loaded, name, loaded.plan.cohorts[name])))
        for name in COHORTS
        if name in loaded.plan.cohorts
    }
    for cohort in found.values():
        if not cohort.pictures:
            raise CohortRefused("cohort_empty", f"The cohort {cohort.name} has no pictures.")
    check_people({name: cohort.people for name, cohort in found.items()})
    _check_pictures(found)
    return found


def check_people(people: Mapping[str, Sequence[str]]) -> None:
    """Refuse cohorts that share people they must not share, and seeded people who are not on the list."""
    sets = {name: set(names) for name, names in people.items()}
    apart = (
        ("calibration", "filler"),
        ("calibration", "seeded"),
        ("calibration", "enrolment"),
        ("filler", "enrolment"),
    )
    for one, other in (*apart, ("filler", "seeded")):
        if both := sorted(sets.get(one, set()) & sets.get(other, set())):
            told = (
                "calibration and test people overlap" if one == "calibration" else "the fillers are not all strangers"
            )
            raise CohortRefused(
                "people_overlap",
                f"{len(both):,} people are in both {one} and {other}, so {told}; the first is “{both[0]}”.",
            )
    if "enrolment" in sets and (missing := sorted(sets.get("seeded", set()) - sets["enrolment"])):
        sentence = f"{len(missing):,} seeded people are not in the enrolment cohort; the first is “{missing[0]}”."
        raise CohortRefused("seeded_not_enrolled", sentence)


def _check_pictures(cohorts: Cohorts) -> None:
    seen: dict[str, tuple[str, str]] = {}
    for name, cohort in cohorts.items():
        for picture in cohort.pictures:
            person, where = seen.setdefault(picture.digest, (picture.person, name))
            if person != picture.person:
                sentence = (
                    f"One picture stands under two people, “{person}” and “{picture.person}”: duplicated subjects."
                )
                raise CohortRefused("subject_duplicated", sentence)
            if where != name:
                sentence = f"A picture of “{person}” is in both {where} and {name}; a search must use another picture."
                raise CohortRefused("picture_in_two_cohorts", sentence)


def _pictures(loaded: LoadedPlan, name: str, plan: CohortPlan) -> Iterator[Picture]:
    listed = _from_index(loaded, name, plan) if plan.index is not None else _from_folders(loaded, name, plan)
    known: set[Path] = set()
    for person, path in sorted(listed, key=lambda pair: (pair[0], str(pair[1]))):
        if path in known:
            raise CohortRefused("picture_twice", f"The cohort {name} names {path.name} twice.")
        known.add(path)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            sentence = f"The picture {path.name} of cohort {name} cannot be read: {error.strerror}."
            raise CohortRefused("picture_missing", sentence) from error
        yield Picture(person, path, digest)


def _from_index(loaded: LoadedPlan, name: str, plan: CohortPlan) -> Iterator[tuple[str, Path]]:
    index = loaded.path(plan.index or Path())
    folder = loaded.path(plan.pictures) if plan.pictures is not None else index.parent
    for row in read_csv(index, ("subject", "file"), f"The index of cohort {name}"):
        yield row["subject"], folder / row["file"]


def _from_folders(loaded: LoadedPlan, name: str, plan: CohortPlan) -> Iterator[tuple[str, Path]]:
    folder = loaded.path(plan.pictures or Path())
    if not folder.is_dir():
        raise CohortRefused("folder_missing", f"The folder of cohort {name}, {folder}, is not there.")
    for path in sorted(folder.glob("*/*")):
        if path.suffix.lower() in SUFFIXES:
            yield path.parent.name, path


def read_csv(path: Path, columns: Sequence[str], told: str) -> list[dict[str, str]]:
    """Read a CSV that must have these columns, none of them empty in any row; `told` is what errors call it."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CohortRefused("table_unreadable", f"{told}, {path.name}, cannot be read: {error}.") from error
    present = set(rows[0]) if rows else set()
    if missing := [column for column in columns if column not in present]:
        raise CohortRefused("column_missing", f"{told}, {path.name}, has no column {', '.join(missing)}, or no rows.")
    stripped = [{key: (value or "").strip() for key, value in row.items() if key is not None} for row in rows]
    for number, row in enumerate(stripped, 2):
        if empty := [column for column in columns if not row[column]]:
            raise CohortRefused("cell_empty", f"{told}, {path.name}, has an empty {empty[0]} in line {number}.")
    return stripped
