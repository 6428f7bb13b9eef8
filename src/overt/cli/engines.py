"""`overt engines`: the engines and their passports, their weights from the publisher, what speaks against one."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import Settings

if TYPE_CHECKING:
    from overt.records.queries.evaluations import SignedEvaluation
    from overt.vision.passports import Passport, Weight

KINDS = ("rehearsal", "trial", "operational")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ModelsFolder = Annotated[Path | None, typer.Option(help="Folder of weights; else OVERT_MODELS, else the cache.")]


def list_engines(as_json: AsJson = False) -> None:
    """List the engines with what their passports say: fitness, score scale, measured operating points."""
    from overt.vision import engines
    from overt.vision.passports import passport

    told = [passport(name) for name in engines.names()]
    if as_json:
        typer.echo(json.dumps([_passport_json(each) for each in told], indent=2))
        return
    for each in told:
        lowest, highest = each.threshold_scale
        typer.echo(f"{each.name} ({each.version}): {each.title}")
        typer.echo(f"  fit for: {', '.join(sorted(each.fit_for)) or 'nothing'}. {each.not_fit_because}")
        typer.echo(f"  scores {lowest} to {highest}, {each.scale.direction}; {each.mandate_threshold.derivation}")
        withheld = f"; withheld: {', '.join(each.withheld)}" if each.withheld else ""
        typer.echo(f"  licences: {', '.join(sorted({weight.licence for weight in each.weights}))}{withheld}")


def fetch(
    name: Annotated[str, typer.Argument(help="Engine whose weights to fetch from their publisher.")],
    models: ModelsFolder = None,
) -> None:
    """Download an engine's weights: resumed where cut, kept only if their SHA-256 is the pinned one."""
    from overt.vision.passports import passport
    from overt.vision.weights import locate, models_folder

    folder = models or models_folder()
    for weight in passport(name).weights:
        if weight.source == "publisher":
            _fetch_one(weight, folder)
        elif weight.source == "by_hand" and not locate(weight, folder).exists():
            raise Unusable(f"Overt does not fetch {weight.file}; a person places it in {folder}.")
    typer.echo(f"The weights of {name} are in place.")


def check(
    name: Annotated[str, typer.Argument(help="Engine to check; without it, all of them.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of deployment it must be fit for.")] = "",
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say what speaks against an engine: wrong hash, missing weight, unaccepted licence, unfit; exit 1 if anything."""
    from overt.vision import engines
    from overt.vision.passports import passport
    from overt.vision.weights import prepared

    if kind and kind not in KINDS:
        raise Unusable(f"There is no kind of deployment called {kind}; there are: {', '.join(KINDS)}.")
    accepted = Settings().accepted_licences
    found = []
    for each in [name] if name else engines.names():
        for weight in passport(each).weights:
            prepared(weight, models)
        wanted: Any = kind or None
        found += engines.check(each, kind=wanted, models=models, accept_licences=accepted)
    if as_json:
        told = [{"engine": one.engine, "code": one.code, "sentence": one.sentence} for one in found]
        typer.echo(json.dumps({"ok": not found, "findings": told}, indent=2))
    else:
        for one in found:
            typer.echo(f"{one.engine}: {one.sentence}")
        if not found:
            typer.echo("Nothing speaks against it.")
    if found:
        raise typer.Exit(1)


def bench(
    name: Annotated[str, typer.Argument(help="Engine to measure.")] = "dlib",
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Measure an engine's stages on this machine, one thread, in milliseconds."""
    from overt.vision import engines
    from overt.vision.engine_bench import bench_engine

    engine = engines.load(name, models, Settings().accepted_licences)
    costs = []
    for cost in bench_engine(engine):
        costs.append(cost)
        if not as_json:
            typer.echo(f"{cost.stage:40} {cost.median_ms:9.3f} ms")
    if as_json:
        typer.echo(json.dumps({cost.stage: round(cost.median_ms, 4) for cost in costs}, indent=2))


def sign(
    fragment: Annotated[Path, typer.Argument(help="The passport-fragment.toml of a finished evaluation.")],
    login: Annotated[str, typer.Option(help="Who signs; asked for a password, or OVERT_PASSWORD.")],
) -> None:
    """Sign what an evaluation measured: it counts on this site when two different people have."""
    from overt.cli.people import signed_in
    from overt.cli.site import open_site
    from overt.evaluate.fragment import read_fragment
    from overt.vision.passports import passport

    open_site()
    from overt.actions.sign_operating_points import sign_operating_points
    from overt.records.queries.evaluations import SIGNATURES, evaluations_of

    told, digest = read_fragment(fragment)
    password = os.environ.get("OVERT_PASSWORD") or typer.prompt(f"Password of {login}", hide_input=True)
    by = signed_in(login, password)
    sign_operating_points(by, fragment_digest=digest, engine_digest=passport(told.engine).digest)
    signed = next(each for each in evaluations_of(told.engine) if each.fragment_digest == digest)
    if signed.is_signed:
        typer.echo(f"Two people have signed: the operating points count for {told.engine} {told.engine_version} here.")
    else:
        typer.echo(f"Signed by {signed.signatures} of {SIGNATURES}: another person must sign before the points count.")


def points(
    name: Annotated[str, typer.Argument(help="Engine whose evaluations to show.")],
    as_json: AsJson = False,
) -> None:
    """Show what this site measured of an engine, and whether it counts; exit 1 if nothing does."""
    from overt.cli.site import open_site
    from overt.vision.passports import passport

    open_site()
    from overt.records.queries.evaluations import evaluations_of

    now = passport(name)
    found = evaluations_of(name)
    if as_json:
        rows = [
            {
                "engine": each.engine,
                "version": each.engine_version,
                "signatures": each.signatures,
                "counts": each.counts_for(now.digest),
                "fragment": each.fragment_digest,
                "operating_points": list(each.operating_points),
            }
            for each in found
        ]
        typer.echo(json.dumps(rows, indent=2))
    else:
        for each in found:
            typer.echo(
                f"{each.engine} {each.engine_version}, {each.finished_at:%Y-%m-%d}: {_standing(each, now.digest)}"
            )
            for point in each.operating_points:
                typer.echo(f"  {_point_words(point)}")
    if not any(each.counts_for(now.digest) for each in found):
        if not as_json:
            typer.echo(f"No signed evaluation of {name} {now.version} as it is now: it needs one (E-99).")
        raise typer.Exit(1)


def _standing(each: "SignedEvaluation", digest: str) -> str:
    if each.engine_digest != digest:
        return "of another version; a new version needs a new evaluation (E-99)"
    return "counts" if each.is_signed else f"signed by {each.signatures} of 2, so it does not count yet"


def _point_words(point: dict[str, Any]) -> str:
    rates = []
    for name in ("true_positive_identification", "false_positive_identification"):
        rate = point[name]
        counts = f"{rate['numerator']:,} of {rate['denominator']:,}"
        level = f"{rate['confidence'] * 100:.4g} % interval {rate['low'] * 100:.3g} % to {rate['high'] * 100:.3g} %"
        rates.append(f"{name.split('_')[0]} positives {counts} ({level}, {rate['method']})")
    return f"threshold {point['threshold']:.4f}, {point['list_size']:,} on the list: {'; '.join(rates)}"


def _fetch_one(weight: "Weight", folder: Path) -> None:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from overt.vision.fetch import fetch as download

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task(weight.file, total=weight.size_bytes)
        download(weight, folder, lambda done, _total: progress.update(task, completed=done))


def _passport_json(told: "Passport") -> dict[str, Any]:
    return {**told.model_dump(mode="json"), "digest": told.digest, "withheld": list(told.withheld)}
