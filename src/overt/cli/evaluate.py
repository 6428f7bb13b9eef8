"""`overt evaluate`: run a plan to a report, and find a threshold. On a site each is an authorised, recorded act.

Without a site (no keys folder in OVERT_HOME) a plan runs all the same, unrecorded, and says so: the figures can be read
but no operating point can be signed.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import Settings, home_folder

if TYPE_CHECKING:
    from overt.evaluate.results import Results
    from overt.evaluate.run import Prepared, Running
    from overt.records.models import EngineEvaluation, Person

PlanFile = Annotated[Path, typer.Argument(help="The plan, a TOML file.")]
Login = Annotated[str, typer.Option(help="Who runs it; asked for a password, or OVERT_PASSWORD. Needed on a site.")]
ModelsFolder = Annotated[Path | None, typer.Option(help="Folder of weights; else OVERT_MODELS, else the cache.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def run(
    plan: PlanFile,
    output: Annotated[Path, typer.Option(help="Folder to make; it must not be there yet.")],
    login: Login = "",
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Run an evaluation plan to tables, figures and a report; a run that was cut off goes on where it stopped."""
    from overt.evaluate.fragment import NAME
    from overt.evaluate.plan import load_plan
    from overt.evaluate.run import evaluate, prepare

    by = _person(login)
    prepared = prepare(load_plan(plan))
    recorded = _begin(by, prepared)
    with _running(models) as running:
        results = evaluate(prepared, output, running)
    _finish(by, recorded, results, output / NAME)
    if as_json:
        typer.echo((output / "results.json").read_text("utf-8"), nl=False)
        return
    for line in summary(results):
        typer.echo(line)
    typer.echo(f"Results, tables, figures and the report are in {output}.")
    if recorded is None:
        typer.echo("Not recorded: there is no site here, so its operating points cannot be signed.")


def threshold(
    plan: PlanFile,
    target: Annotated[str, typer.Option(help="Largest false positive rate wanted, such as 1/1000.")],
    list_size: Annotated[int, typer.Option(min=1, help="People on the list.")],
    faces_per_hour: Annotated[float | None, typer.Option(min=0.001, help="Faces an hour, for alerts an hour.")] = None,
    login: Login = "",
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find the threshold for a target rate from calibration people, and what it does to other people, by group."""
    from overt.evaluate.plan import as_share, for_threshold, load_plan
    from overt.evaluate.run import advise, prepare

    by = _person(login)
    prepared = prepare(for_threshold(load_plan(plan), as_share(target), list_size, faces_per_hour))
    recorded = _begin(by, prepared)
    with _running(models) as running:
        results = advise(prepared, plan.resolve().with_name(f"{plan.stem}-threshold"), running)
    _finish(by, recorded, results)
    if as_json:
        kept = {"engine", "list_sizes", "threshold", "at_threshold", "expected", "groups", "warnings"}
        typer.echo(json.dumps(results.model_dump(mode="json", include=kept), indent=2, ensure_ascii=False))
        return
    for line in summary(results):
        typer.echo(line)


def summary(results: "Results") -> Iterator[str]:
    """Write the figures of the longest list for a person, groups with the list's composition beside them."""
    at = results.at_threshold[-1]
    yield f"{results.engine.name} {results.engine.version}, {at.list_size:,} people on the list"
    yield f"threshold: {results.threshold.says}"
    yield f"TPIR: {at.tpir.says}"
    yield f"end to end: {at.end_to_end.says}"
    yield f"FPIR: {at.fpir.says}"
    if results.expected is not None:
        yield f"expected: {results.expected.says}"
    for attribute in results.groups:
        for group in attribute.groups:
            for name, rate in (("TPIR", group.tpir), ("FPIR", group.fpir)):
                yield f"  {attribute.attribute} {group.group}, {name}: {rate.says if rate else 'too few people'}"
        yield from (f"  misses: {pair.says}" for pair in attribute.missed)
        yield from (f"  false alerts: {pair.says}" for pair in attribute.false_positive)
        yield f"  {attribute.composition}"
        yield from (f"  {sentence}" for sentence in (*attribute.warnings, *attribute.left_out))
    yield from (f"Note: {sentence}" for sentence in results.warnings)


def _has_site() -> bool:
    return (home_folder() / "keys").is_dir()


def _person(login: str) -> "Person | None":
    """Return who acts, on a site; None where there is no site to record anything."""
    if not _has_site():
        return None
    from overt.cli.people import signed_in
    from overt.cli.site import open_site

    open_site()
    if not login:
        raise Unusable("On a site an evaluation is an authorised act: say who runs it with --login.")
    return signed_in(login, os.environ.get("OVERT_PASSWORD") or typer.prompt(f"Password of {login}", hide_input=True))


def _begin(by: "Person | None", prepared: "Prepared") -> "EngineEvaluation | None":
    if by is None:
        return None
    from overt.actions.record_evaluation import EvaluationBegun, record_evaluation

    engine = prepared.engine
    told = EvaluationBegun(prepared.run, prepared.loaded.digest, engine.name, engine.version, engine.digest)
    return record_evaluation(by, told)


def _finish(
    by: "Person | None", recorded: "EngineEvaluation | None", results: "Results", fragment: Path | None = None
) -> None:
    if by is None or recorded is None:
        return
    from overt.actions.finish_evaluation import EvaluationFinished, finish_evaluation
    from overt.evaluate.fragment import read_fragment

    finished = EvaluationFinished(hashlib.sha256(results.to_json().encode()).hexdigest(), "", ())
    if fragment is not None and fragment.exists():
        told, digest = read_fragment(fragment)
        points = tuple(point.model_dump(mode="json") for point in told.operating_points)
        finished = replace(finished, fragment_digest=digest, operating_points=points)
    finish_evaluation(by, recorded, finished)


@contextmanager
def _running(models: Path | None) -> Iterator["Running"]:
    from rich.console import Console
    from rich.progress import Progress

    from overt.evaluate.run import Running
    from overt.vision.weights import cache_folder

    home = home_folder()
    keys = (home / "keys" if _has_site() else cache_folder()) / "evaluations"
    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield Running(keys, models, tuple(Settings().accepted_licences), progress=_shown_on(bar.add_task, bar.update))


def _shown_on(add: Callable[..., int], update: Callable[..., None]) -> Callable[[str, int, int], None]:
    tasks: dict[str, int] = {}

    def progress(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = add(what, total=of)
        update(tasks[what], completed=done)

    return progress
