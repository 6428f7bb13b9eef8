"""Results as CSV tables: every number beside its denominator, interval and method."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from overt.evaluate.results import MadeFile, Measured, Results

RATE = ("numerator", "denominator", "unit", "rate", "low", "high", "confidence", "method")
Cell = str | int | float | None


def write_tables(results: Results, folder: Path) -> tuple[MadeFile, ...]:
    """Write the tables and return their digests."""
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _at_threshold(results, folder),
        _sweep(results, folder),
        *([_groups(results, folder), _pairs(results, folder)] if results.groups else []),
    )


def write_csv(path: Path, says: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> MadeFile:
    """Write one CSV and return its name beside the results, its SHA-256 and what it holds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    data = out.getvalue().encode()
    path.write_bytes(data)
    return MadeFile(file=f"{path.parent.name}/{path.name}", sha256=hashlib.sha256(data).hexdigest(), says=says)


def rate_cells(rate: Measured | None) -> tuple[Cell, ...]:
    """Return a rate as the cells under `RATE`, empty where it was not measured."""
    if rate is None:
        return ("",) * len(RATE)
    counts = (rate.numerator, rate.denominator, rate.unit)
    return (*counts, rate.rate, rate.low, rate.high, rate.confidence, rate.method)


def _at_threshold(results: Results, folder: Path) -> MadeFile:
    rows = [
        (point.list_size, point.threshold, name, *rate_cells(getattr(point, name)))
        for point in results.at_threshold
        for name in ("tpir", "tpir_rank_one", "fnir", "end_to_end", "fpir")
    ]
    heading = ("list_size", "threshold", "measure", *RATE)
    return write_csv(folder / "at-threshold.csv", "Rates at the operating threshold", heading, rows)


def _sweep(results: Results, folder: Path) -> MadeFile:
    rows = [
        (point.list_size, point.threshold, name, *rate_cells(rate), point.mean_candidates)
        for point in results.sweep
        for name, rate in (("tpir", point.tpir), ("fpir", point.fpir))
    ]
    heading = ("list_size", "threshold", "measure", *RATE, "mean_candidates")
    return write_csv(folder / "sweep.csv", "TPIR and FPIR at every threshold swept", heading, rows)


def _groups(results: Results, folder: Path) -> MadeFile:
    rows = []
    for attribute in results.groups:
        for group in attribute.groups:
            for name in ("tpir", "fpir", "fta", "end_to_end"):
                told = (attribute.attribute, group.group, group.people, group.listed, name)
                rows.append((*told, *rate_cells(getattr(group, name)), attribute.composition))
    heading = ("attribute", "group", "people", "listed", "measure", *RATE, "composition")
    return write_csv(folder / "groups.csv", "Rates by group, with the list's composition", heading, rows)


def _pairs(results: Results, folder: Path) -> MadeFile:
    rows = [
        (
            *(attribute.attribute, measure, pair.first, pair.second, pair.ratio, pair.low, pair.high, pair.p_holm),
            *(pair.power, pair.power_ratio, pair.detectable_ratio, pair.verdict, attribute.composition),
        )
        for attribute in results.groups
        for measure, pairs in (("FNIR", attribute.missed), ("FPIR", attribute.false_positive))
        for pair in pairs
    ]
    heading = (
        *("attribute", "measure", "first", "second", "ratio", "low", "high", "p_holm"),
        *("power", "power_ratio", "detectable_ratio", "verdict", "composition"),
    )
    return write_csv(folder / "pairs.csv", "Pairs of groups with their verdicts", heading, rows)
