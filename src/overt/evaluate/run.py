"""Runs a plan from its pictures or its score file to the finished folder. Nothing is overwritten, nothing half-written.

What is unfinished lies beside the output, sealed, and a run that was cut off goes on from there; at the end templates
and their key are destroyed. No score and no name of a person is in what is handed out.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from overt.evaluate.analysis import analyse
from overt.evaluate.cohorts import Cohort, read_cohorts, read_csv
from overt.evaluate.errors import PlanInvalid, RunRefused
from overt.evaluate.figures import Drawn, draw_figures, figures_of
from overt.evaluate.fragment import NAME, fragment_of, to_toml
from overt.evaluate.groups import Attribute, read_attributes
from overt.evaluate.plan import LoadedPlan
from overt.evaluate.report import report_of, write_report
from overt.evaluate.results import EngineUsed, Results, schema
from overt.evaluate.score_file import SavedScores, read_scores
from overt.evaluate.sealed import UnfinishedRun
from overt.evaluate.search import Progress, Searched, search_pictures
from overt.evaluate.tables import write_tables
from overt.evaluate.templates import EngineWanted, end_with_the_parent
from overt.measure import threshold_for

if TYPE_CHECKING:
    from overt.vision import Passport


def _silent(_what: str, _done: int, _of: int) -> None:
    return None


@dataclass(frozen=True)
class Running:
    """Where and how a plan is run: the folder of keys, of weights, licences accepted, and who makes the templates.

    `executor` is any `concurrent.futures` executor, a Dask client's too; without one a process a core is used.
    """

    keys: Path
    models: Path | None = None
    accept_licences: tuple[str, ...] = ()
    executor: Executor | None = None
    progress: Progress = field(default=_silent)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A plan whose people, pictures, groups and engine are all there and fit together; `run` is its digest."""

    loaded: LoadedPlan
    engine: EngineUsed
    cohorts: dict[str, Cohort]
    scores: SavedScores | None
    attributes: tuple[Attribute, ...]
    listed: tuple[str, ...]
    run: str


def prepare(loaded: LoadedPlan) -> Prepared:
    """Check everything that can be checked before a face is looked at."""
    plan = loaded.plan
    cohorts: dict[str, Cohort] = {}
    scores = None
    if plan.scores is not None:
        path = loaded.path(plan.scores)
        scores = read_scores(path, plan.engine.name, plan.engine.version)
        engine = EngineUsed(name=scores.engine, version=scores.engine_version, digest="")
        if set(plan.list_sizes) - set(scores.sizes):
            told = ", ".join(f"{size:,}" for size in scores.sizes)
            raise PlanInvalid("sizes_missing", f"The score file {path.name} holds the list sizes {told}.")
        inputs = hashlib.sha256(path.read_bytes()).hexdigest()
    else:
        engine = _engine(plan.engine.name, plan.engine.version)
        cohorts = read_cohorts(loaded)
        asked, there = plan.list_sizes[-1], len(cohorts["enrolment"].people)
        if asked > there:
            sentence = f"A list of {asked:,} people is asked, but only {there:,} people are to be enrolled."
            raise PlanInvalid("list_too_long", sentence)
        inputs = "".join(cohort.digest for cohort in cohorts.values())
    listed = _listed(loaded, cohorts)
    people = {person for cohort in cohorts.values() for person in cohort.people} | set(listed)
    people |= {person for found in scores.searches.values() for person in found.people} if scores else set()
    attributes: tuple[Attribute, ...] = ()
    if plan.groups is not None:
        path = loaded.path(plan.groups.attributes)
        attributes = read_attributes(path, plan.groups.compare, plan.groups.values, people)
        inputs += hashlib.sha256(path.read_bytes()).hexdigest()
    run = hashlib.sha256(f"{loaded.digest}{engine.digest}{inputs}".encode()).hexdigest()
    return Prepared(loaded, engine, cohorts, scores, attributes, listed, run)


def evaluate(prepared: Prepared, output: Path, running: Running) -> Results:
    """Run it and write the folder `output`, whole or not at all.

    Raises:
        RunRefused: the folder is there already, or another run is unfinished beside it.
    """
    with UnfinishedRun(output, running.keys, prepared.run) as unfinished:
        if output.exists():
            refuse_existing(output, unfinished)
        searched = search(prepared, unfinished, running)
        results = analyse(
            prepared.loaded, searched, prepared.attributes, prepared.engine, _pictures(prepared), prepared.run
        )
        folder = unfinished.folder / "output"
        shutil.rmtree(folder, ignore_errors=True)
        results = write(results, searched, folder)
        folder.rename(output)
        unfinished.destroy()
    return results


def search(prepared: Prepared, unfinished: UnfinishedRun, running: Running) -> Searched:
    """Return the searches of a plan, from its score file or by making templates."""
    if prepared.scores is not None:
        return _from_scores(prepared, prepared.scores)
    plan = prepared.loaded.plan
    engine = EngineWanted(plan.engine.name, running.models, running.accept_licences)
    with _executor(running) as executor:
        return search_pictures(
            plan, prepared.cohorts, prepared.attributes, engine, executor, unfinished, running.progress
        )


def write(results: Results, searched: Searched, folder: Path) -> Results:
    """Write tables, figures, results, schema, report and fragment; return the results with their files."""
    folder.mkdir(parents=True)
    figures = figures_of(results, searched)
    files = write_tables(results, folder / "tables") + draw_figures(figures, folder / "figures")
    results = results.model_copy(update={"files": files})
    text = results.to_json().encode()
    (folder / "results.json").write_bytes(text)
    (folder / "results.schema.json").write_text(schema(), encoding="utf-8")
    write_report(report_of(results, [Drawn(each.name, each.caption, each.alt) for each in figures]), folder)
    if results.engine.digest:
        (folder / NAME).write_text(to_toml(fragment_of(results, text)), encoding="utf-8")
    return results


def advise(prepared: Prepared, scratch: Path, running: Running) -> Results:
    """Return the same figures without writing any: what `overt evaluate threshold` prints.

    `scratch` names the unfinished work, sealed as for a run and destroyed at the end.
    """
    with UnfinishedRun(scratch, running.keys, prepared.run) as unfinished:
        searched = search(prepared, unfinished, running)
        results = analyse(
            prepared.loaded, searched, prepared.attributes, prepared.engine, _pictures(prepared), prepared.run
        )
        unfinished.destroy()
    return results


def refuse_existing(output: Path, unfinished: UnfinishedRun) -> None:
    """Refuse a folder that is there; a run that was cut off after its last step is tidied up first."""
    told = output / "results.json"
    if told.is_file() and f'"run": "{unfinished.run}"' in told.read_text("utf-8"):
        unfinished.destroy()
        raise RunRefused("run_finished", f"{output} holds this very run already; nothing was left to do.")
    if not any(unfinished.folder.glob("batch-*")):
        unfinished.destroy()
    raise RunRefused("output_exists", f"{output} is there already. Results are never overwritten: name another folder.")


def _engine(name: str, version: str) -> EngineUsed:
    from overt.vision.passports import passport

    told: Passport = passport(name)
    if told.version != version:
        sentence = f"The plan is for {name} version {version}; this is version {told.version}. Make a new plan (E-99)."
        raise PlanInvalid("engine_other", sentence)
    return EngineUsed(name=told.name, version=told.version, digest=told.digest)


def _listed(loaded: LoadedPlan, cohorts: dict[str, Cohort]) -> tuple[str, ...]:
    """Return everybody who may be on the list."""
    if "enrolment" in cohorts:
        return cohorts["enrolment"].people
    index = loaded.plan.cohorts["enrolment"].index
    if index is None:
        return ()
    rows = read_csv(loaded.path(index), ("subject",), "The index of cohort enrolment")
    return tuple(dict.fromkeys(row["subject"] for row in rows))


def _from_scores(prepared: Prepared, scores: SavedScores) -> Searched:
    plan = prepared.loaded.plan
    for name in ("seeded", "filler", *(["calibration"] if plan.thresholds.target is not None else [])):
        if name not in scores.searches:
            raise PlanInvalid("cohort_missing", f"The score file has no searches of the cohort {name}.")
    keep = [place for place, size in enumerate(scores.sizes) if size in plan.list_sizes]
    searches = {name: found.of_sizes(keep) for name, found in scores.searches.items()}
    estimate = None
    if plan.thresholds.target is not None:
        estimate = threshold_for(searches["calibration"].non_mated(-1), plan.thresholds.target)
    threshold = estimate.threshold if estimate else float(plan.thresholds.at or 0.0)
    return Searched(
        searches=searches,
        sizes=plan.list_sizes,
        lists=(prepared.listed,),
        thresholds=np.unique(np.append(plan.thresholds.values, threshold)),
        threshold=threshold,
        estimate=estimate,
    )


def _pictures(prepared: Prepared) -> dict[str, tuple[int, int]]:
    if prepared.scores is None:
        return {name: (len(each.people), len(each.pictures)) for name, each in prepared.cohorts.items()}
    counts = {name: (len(set(each.people)), len(each.people)) for name, each in prepared.scores.searches.items()}
    return counts | {"enrolment": (len(prepared.listed), 0)}


@contextmanager
def _executor(running: Running) -> Iterator[Executor]:
    if running.executor is not None:
        yield running.executor
        return
    # Started afresh, not forked: an engine's threads do not survive a fork.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=end_with_the_parent) as pool:
        yield pool
