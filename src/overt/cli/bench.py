"""`overt bench`: how fast this machine runs a recording through an engine, stage by stage and end to end.

It compares with a made-up watchlist of random templates and raises nothing: no face of the recording is compared with
another person's, and only times and counts are printed.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from overt.cli.errors import Unusable

PREFERENCE = ("yunet-sface", "yunet-dlib", "dlib")
"""Engines from best to worst; without `--engine` the first one whose weights are present is measured."""


def bench(
    video: Annotated[Path, typer.Option(help="A recording; only times and counts leave it.")],
    engine: Annotated[str, typer.Option(help="Passport to measure; else the best one whose weights are here.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure detection, templates and the whole pipeline on this machine, beside the loop most people write."""
    as_a_camera_process()
    from overt.cli.speed import measure_speed
    from overt.live.video_file import look_at

    look_at(video)
    name = engine or best_present_engine()
    result = measure_speed(video, name)
    typer.echo(json.dumps(result, indent=2) if as_json else as_table(result))


def as_a_camera_process() -> None:
    """Start this command anew with the environment a camera process has, unless it has it: libraries read it once."""
    from overt.live.hygiene import ENVIRONMENT

    if ENVIRONMENT.items() <= os.environ.items():
        return
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "overt", *sys.argv[1:]], os.environ | ENVIRONMENT)  # noqa: S606


def best_present_engine() -> str:
    """Return the first engine of `PREFERENCE` that nothing speaks against.

    Raises:
        Unusable: none can run here.
    """
    from overt.vision import engines
    from overt.vision.passports import passport
    from overt.vision.weights import prepared

    for name in PREFERENCE:
        for weight in passport(name).weights:
            prepared(weight)
        if not engines.check(name):
            return name
    raise Unusable("No engine can run here. `overt engines check` says what is missing.")


def as_table(result: dict[str, Any]) -> str:
    """Write the result for a person."""
    lines = [f"{result['engine']} on {result['cores']} cores, {result['frame']} ({result['frames']} frames)"]
    for run in result["runs"]:
        lines += [
            "",
            f"detection at {run['detection']}: {run['frames_per_second']:.1f} frames/s end to end,"
            f" efficiency {run['efficiency']:.2f} of {run['slowest_stage']} alone",
        ]
        lines += [f"  {name:10} {value['mean_ms']:8.2f} ms" for name, value in run["stages"].items()]
        lines += [f"  {run['slowest_stage']} alone, one core: {run['slowest_alone_one_core_ms']:.1f} ms"]
    naive = result["usual_loop"]
    lines += [
        "",
        f"the usual loop: {naive['frames_per_second']:.2f} frames/s; Overt: {naive['times_faster']:.1f} times",
    ]
    return "\n".join(lines)
