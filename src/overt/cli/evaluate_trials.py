"""`overt evaluate trial`: size a seeded trial before anybody walks, and state rates from the log of those who walked.

Both read and print; neither opens a site. The log stays where it is: who walked as whom is for the trial's own erasure.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overt.cli.errors import Unusable

if TYPE_CHECKING:
    from overt.evaluate.trials import Cell, Dimension, TrialRates
    from overt.measure import Rate

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def plan(
    expected: Annotated[str, typer.Option(help="Recognition rate thought likely, from end to end, such as 0.89.")],
    within: Annotated[str, typer.Option(help="Half-width wanted for its interval, such as 0.03.")],
    groups: Annotated[int, typer.Option(help="How many groups are to be compared.")] = 1,
    ratio: Annotated[float, typer.Option(help="Missed this many times as often is to be seen as different.")] = 2.0,
    passages_each: Annotated[int, typer.Option(help="Passages each volunteer walks.")] = 10,
    likeness: Annotated[float, typer.Option(help="Correlation of two passages of one volunteer, 0 to 1.")] = 0.2,
    claim: Annotated[str, typer.Option(help="False positive rate to be supported.")] = "1/1000",
    as_json: AsJson = False,
) -> None:
    """Say how many passages and volunteers a trial needs for a stated precision and power."""
    from overt.evaluate.trials import TrialNeeds, plan_trial

    needs = TrialNeeds(share(expected), share(within), groups, ratio, passages_each, likeness, share(claim))
    told = plan_trial(needs)
    typer.echo(json.dumps(told.to_json(), indent=2) if as_json else "\n".join(told.sentences()))


def rates(
    log: Annotated[Path, typer.Argument(help="Passage log: CSV with passage, person, result and conditions.")],
    as_json: AsJson = False,
) -> None:
    """State rates from a Blue List's passage log, by group, camera, distance, light and height."""
    from overt.evaluate.trials import read_log, trial_rates

    told = trial_rates(read_log(log))
    typer.echo(json.dumps(as_object(told), indent=2, ensure_ascii=False) if as_json else as_text(told))


def share(text: str) -> float:
    """Read "0.89" or "1/1000" as a number; raises Unusable for anything else."""
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        raise Unusable(f"{text!r} is no share; write it as 0.89 or as 1/1000.") from None


def as_object(told: "TrialRates") -> dict[str, object]:
    """Return rates with numerator, denominator, interval, unit and method, and verdicts in words."""
    return {
        "passages": told.passages,
        "people": told.people,
        "overall": _cell(told.overall),
        "by": {
            each.name: {"cells": [_cell(cell) for cell in each.cells], "left_out": list(each.left_out)}
            for each in told.dimensions
        },
        "groups": str(told.groups) if told.groups else None,
    }


def as_text(told: "TrialRates") -> str:
    """Write the rates for a person."""
    heading = f"{told.passages:,} seeded passages of {told.people:,} people ({told.overall.recognition.note})."
    lines = [heading, *_lines(told.overall)]
    for each in told.dimensions:
        lines += ["", f"By {each.name}", *_dimension_lines(each)]
    if told.groups:
        lines += ["", "How often each group was missed, compared", str(told.groups)]
    return "\n".join(lines)


def _cell(cell: "Cell") -> Mapping[str, object]:
    rates = {name: rate.to_json() for name, rate in _named(cell)}
    return {"label": cell.label, "people": cell.people, **rates}


def _named(cell: "Cell") -> "tuple[tuple[str, Rate], ...]":
    return ("end_to_end_recognition", cell.recognition), ("tpir", cell.tpir), ("fta", cell.fta)


def _lines(cell: "Cell") -> list[str]:
    return [
        f"  recognised, from end to end: {cell.recognition}",
        f"  TPIR: {cell.tpir}",
        f"  no template (FTA): {cell.fta}",
    ]


def _dimension_lines(each: "Dimension") -> list[str]:
    lines = []
    for cell in each.cells:
        lines += [f" {cell.label}: {cell.people} people", *_lines(cell)]
    if each.left_out:
        lines.append(f" left out, so that nobody's own rate can be read or worked out: {', '.join(each.left_out)}")
    return lines
