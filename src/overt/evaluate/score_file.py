"""Saved scores, a CSV: one row a passage and list size. It carries the engine, so scores are never mixed up.

Columns: engine, engine_version, cohort (seeded, filler or calibration), person, passage, list_size, own_score (seeded
people on a list of that size), top_other_score, better (how many others scored above own_score) and reason (why there
is no template; the scores are empty then).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan
from pathlib import Path

import numpy as np

from overt.evaluate.cohorts import check_people, read_csv
from overt.evaluate.errors import ScoresRefused
from overt.evaluate.searches import CohortSearches

COLUMNS = (
    *("engine", "engine_version", "cohort", "person", "passage", "list_size"),
    *("own_score", "top_other_score", "better", "reason"),
)
NEEDED = COLUMNS[:6]


@dataclass(frozen=True)
class SavedScores:
    """A score file: of which engine, for which list sizes, and the searches of each cohort."""

    engine: str
    engine_version: str
    sizes: tuple[int, ...]
    searches: Mapping[str, CohortSearches]


@dataclass(frozen=True)
class _Row:
    person: str
    own: float
    top: float
    better: int
    reason: str


def read_scores(path: Path, engine: str = "", version: str = "") -> SavedScores:
    """Read a score file.

    Raises:
        ScoresRefused: another engine or version than asked, a score that is not a number, a passage twice or missing.
    """
    rows = read_csv(path, NEEDED, "The score file")
    absent = [column for column in ("own_score", "top_other_score", "better", "reason") if column not in rows[0]]
    if absent:
        raise ScoresRefused("column_missing", f"The score file {path.name} has no column {', '.join(absent)}.")
    _check_engine(path, rows, engine, version)
    sizes = tuple(sorted({_whole(row["list_size"], "list_size", line) for line, row in enumerate(rows, 2)}))
    cohorts = sorted({row["cohort"] for row in rows})
    if unknown := [name for name in cohorts if name not in {"seeded", "filler", "calibration"}]:
        raise ScoresRefused("cohort_unknown", f"The score file {path.name} names an unknown cohort, {unknown[0]}.")
    searches = {name: _cohort(name, rows, sizes) for name in cohorts}
    check_people({name: found.people for name, found in searches.items()})
    return SavedScores(rows[0]["engine"], rows[0]["engine_version"], sizes, searches)


def write_scores(engine: str, version: str, sizes: Sequence[int], searches: Mapping[str, CohortSearches]) -> str:
    """Return the text of a score file of these searches; the people's names are the caller's to hide."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name in sorted(searches):
        found = searches[name]
        for passage, person in enumerate(found.people):
            for place, size in enumerate(sizes):
                listed, usable = bool(found.listed[passage, place]), bool(found.usable[passage])
                own = f"{found.own[passage]:.6f}" if listed and usable else ""
                top = f"{found.top[passage, place]:.6f}" if usable else ""
                better = found.better[passage, place] if listed and usable else ""
                told = (name, person, passage, size, own, top, better, found.reasons[passage])
                writer.writerow((engine, version, *told))
    return out.getvalue()


def _check_engine(path: Path, rows: Sequence[Mapping[str, str]], engine: str, version: str) -> None:
    found = {(row["engine"], row["engine_version"]) for row in rows}
    if len(found) > 1:
        told = "; ".join(f"{name} {number}" for name, number in sorted(found))
        raise ScoresRefused("engines_mixed", f"The score file {path.name} mixes engines: {told}.")
    name, number = found.pop()
    if engine and (name, number) != (engine, version):
        sentence = (
            f"The score file {path.name} is of {name} version {number}, the plan of {engine} version {version}: "
            "scores of another version say nothing about this one (E-99)."
        )
        raise ScoresRefused("engine_other", sentence)


def _cohort(name: str, rows: Sequence[Mapping[str, str]], sizes: tuple[int, ...]) -> CohortSearches:
    by_passage: dict[tuple[str, str], dict[int, _Row]] = {}
    for line, row in enumerate(rows, 2):
        if row["cohort"] == name:
            size = _whole(row["list_size"], "list_size", line)
            passage = by_passage.setdefault((row["person"], row["passage"]), {})
            if size in passage:
                sentence = f"Line {line}: passage {row['passage']} of “{row['person']}” stands twice for one list size."
                raise ScoresRefused("passage_twice", sentence)
            passage[size] = _row(row, name, line)
    for (person, told), found in by_passage.items():
        if set(found) != set(sizes) or len({bool(row.reason) for row in found.values()}) > 1:
            sentence = f"Passage {told} of “{person}” is not there, or not usable, for every list size alike."
            raise ScoresRefused("passage_incomplete", sentence)
        if len({row.own for row in found.values() if not isnan(row.own)}) > 1:
            sentence = f"Passage {told} of “{person}” has several own_scores; one does not depend on the list's size."
            raise ScoresRefused("own_score_varies", sentence)
    passages = [[found[size] for size in sizes] for found in by_passage.values()]
    own = np.array([[row.own for row in passage] for passage in passages])
    listed = ~np.isnan(own)
    best = np.where(listed.any(1), np.max(np.where(listed, own, -inf), axis=1, initial=-inf), nan)
    return CohortSearches(
        name=name,
        people=tuple(passage[0].person for passage in passages),
        usable=np.array([not passage[0].reason for passage in passages]),
        reasons=tuple(passage[0].reason for passage in passages),
        own=best,
        listed=listed,
        seeded=listed | np.array([[name == "seeded" and bool(row.reason) for row in p] for p in passages]),
        top=np.array([[row.top for row in passage] for passage in passages]),
        better=np.array([[row.better for row in passage] for passage in passages], np.int64),
    )


def _row(row: Mapping[str, str], cohort: str, line: int) -> _Row:
    if row["reason"]:
        return _Row(row["person"], nan, -inf, 0, row["reason"])
    own = _score(row["own_score"], "own_score", line) if row["own_score"] else nan
    if not isnan(own) and cohort != "seeded":
        sentence = f"Line {line}: somebody of cohort {cohort} has an own_score, but nobody in it is on the list."
        raise ScoresRefused("stranger_listed", sentence)
    better = _whole(row["better"], "better", line) if row["better"] else 0
    return _Row(row["person"], own, _score(row["top_other_score"], "top_other_score", line), better, "")


def _score(text: str, column: str, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = nan
    if isnan(value) or value in {inf, -inf}:
        raise ScoresRefused("score_not_a_number", f"Line {line}: {column} “{text}” is not a number (NaN).")
    return value


def _whole(text: str, column: str, line: int) -> int:
    if not text.isascii() or not text.isdigit():
        raise ScoresRefused("count_invalid", f"Line {line}: {column} “{text}” is not a whole number.")
    return int(text)
