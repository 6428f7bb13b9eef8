"""Figures as SVG and PNG, each with the CSV it was drawn from; the same results give the same bytes.

A figure shows intervals wherever it shows a rate, and a projected value is drawn hollow and called projected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.results import MadeFile, Measured, Results
from overt.evaluate.search import Searched
from overt.evaluate.tables import RATE, Cell, rate_cells, write_csv

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, TEAL, ORANGE, GREY = "#0c2a2e", "#1d7a73", "#c4501b", "#8aa3a1"
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "overt",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
BIN = 0.02
"""Width of a bar of the score distributions, on the engine's scale."""


@dataclass(frozen=True)
class Figure:
    """One figure: its file name, caption, what it shows in words, its data, and how to draw it."""

    name: str
    caption: str
    alt: str
    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    draw: Callable[[Axes], None]
    size: tuple[float, float] = (6.4, 4.2)


@dataclass(frozen=True)
class Drawn:
    """A figure as it lies beside the results."""

    name: str
    caption: str
    alt: str


def draw_figures(figures: Sequence[Figure], folder: Path) -> tuple[MadeFile, ...]:
    """Write every figure's CSV, SVG and PNG; return their digests."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with mpl.rc_context(STYLE):
        for figure in figures:
            made.append(
                write_csv(folder / f"{figure.name}.csv", f"Data of: {figure.caption}", figure.heading, figure.rows)
            )
            canvas = Canvas(figsize=figure.size, layout="constrained")
            FigureCanvasAgg(canvas)
            figure.draw(canvas.add_subplot())
            for kind, metadata in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
                path = folder / f"{figure.name}.{kind}"
                canvas.savefig(path, format=kind, dpi=150, metadata=metadata)
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                made.append(MadeFile(file=f"{folder.name}/{path.name}", sha256=digest, says=figure.caption))
    return tuple(made)


def figures_of(results: Results, searched: Searched) -> tuple[Figure, ...]:
    """Return the figures these results have data for."""
    figures = [_det(results), _list_sizes(results), _distributions(results, searched)]
    if any(attribute.missed or attribute.false_positive for attribute in results.groups):
        figures += [_forest(results), _power(results)]
    if results.cross_group:
        figures.append(_heat_map(results))
    return tuple(figures)


def _det(results: Results) -> Figure:
    rows = tuple(
        (point.list_size, point.threshold, point.fpir.rate, 1 - point.tpir.rate)
        for point in results.sweep
        if point.fpir.rate is not None and point.tpir.rate is not None
    )
    operating = results.at_threshold[-1]

    def draw(axes: Axes) -> None:
        floor = 0.5 / max(1, operating.fpir.denominator)
        for place, size in enumerate(results.list_sizes):
            mine = [row for row in rows if row[0] == size]
            alerts, misses = [max(row[2], floor) for row in mine], [row[3] for row in mine]
            colour = _shade(place, len(results.list_sizes))
            axes.plot(alerts, misses, color=colour, label=f"{size:,} on the list", linewidth=1.4)
            longest = size == results.list_sizes[-1]
            for row in [row for row in mine if row[2] > 0][:: max(1, len(mine) // 8)]:
                axes.plot(row[2], row[3], "|", color=colour, markersize=9)
                if longest:
                    axes.annotate(f"{row[1]:.2f}", (row[2], row[3]), (0, 6), textcoords="offset points", size=6.5)
        _cross(axes, operating.fpir, operating.fnir, floor)
        axes.set(xscale="log", xlabel="FPIR (logarithmic)", ylabel="FNIR", ylim=(-0.02, 1.02))
        axes.legend(frameon=False)

    return Figure(
        name="det",
        caption="Detection error trade-off: misses against false alerts as the threshold moves",
        alt=f"FNIR against FPIR for list sizes {_listed(results)}; thresholds ticked; at {operating.threshold:.4f}: "
        f"FPIR {operating.fpir.says}, FNIR {operating.fnir.says}.",
        heading=("list_size", "threshold", "fpir", "fnir"),
        rows=rows,
        draw=draw,
    )


def _list_sizes(results: Results) -> Figure:
    measured = [(point.list_size, point.fpir) for point in results.at_threshold]
    projected = [(each.list_size, each.rate, each.low, each.high) for each in results.projections]
    rows = [("measured", size, *rate_cells(rate)) for size, rate in measured]
    rows += [("projected", size, "", "", "", rate, low, high, "", "") for size, rate, low, high in projected]

    def draw(axes: Axes) -> None:
        _bars(axes, [size for size, _ in measured], [rate for _, rate in measured], TEAL, "measured")
        for size, rate, low, high in projected:
            label = "projected" if size == projected[0][0] else None
            axes.plot(size, rate, "o", mfc="white", color=ORANGE, label=label)
            axes.plot([size, size], [low, high], ":", color=ORANGE)
        axes.set(xscale="log", xlabel="People on the list (logarithmic)", ylabel="FPIR", ylim=(0, None))
        axes.legend(frameon=False)

    return Figure(
        name="fpir-by-list-size",
        caption="FPIR against list size at the operating threshold",
        alt="; ".join(f"{size:,} on the list: {rate.says}" for size, rate in measured) + "; projections are hollow.",
        heading=("kind", "list_size", *RATE),
        rows=tuple(rows),
        draw=draw,
    )


def _distributions(results: Results, searched: Searched) -> Figure:
    seeded, filler = searched.searches["seeded"].mated(-1), searched.searches["filler"].non_mated(-1)
    both = np.concatenate([seeded.own, filler.top])
    # Edges on a fixed grid: the lowest and the highest score of all would be somebody's own.
    low, high = (floor(both.min() / BIN), floor(both.max() / BIN) + 1) if len(both) else (0, 1)
    edges = np.round(np.arange(low, high + 1) * BIN, 6)
    mated, others = (np.histogram(values, edges)[0] for values in (seeded.own, filler.top))
    rows = tuple(
        (round(float(low), 6), round(float(high), 6), int(one), int(other))
        for low, high, one, other in zip(edges, edges[1:], mated, others, strict=False)
    )

    def draw(axes: Axes) -> None:
        for counts, colour, label in ((others, ORANGE, "strangers: best score"), (mated, TEAL, "own subject")):
            share = counts / max(1, counts.sum())
            axes.stairs(share, edges, color=colour, fill=True, alpha=0.35, label=f"{label} ({counts.sum():,})")
        axes.axvline(results.threshold.threshold, color=INK, linestyle="--", label="threshold")
        axes.set(xlabel="Similarity score", ylabel="Share of searches", ylim=(0, None))
        axes.legend(frameon=False)

    return Figure(
        name="scores",
        caption="Scores of seeded people with their own subject, and the best scores of strangers",
        alt=f"Two histograms of {mated.sum():,} mated and {others.sum():,} non-mated searches, with the "
        f"threshold {results.threshold.threshold:.4f}.",
        heading=("from", "to", "mated", "non_mated"),
        rows=rows,
        draw=draw,
    )


def _forest(results: Results) -> Figure:
    pairs = [
        (attribute.attribute, measure, pair)
        for attribute in results.groups
        for measure, found in (("misses", attribute.missed), ("false alerts", attribute.false_positive))
        for pair in found
    ]
    rows = tuple((name, measure, p.first, p.second, p.ratio, p.low, p.high, p.verdict) for name, measure, p in pairs)

    def draw(axes: Axes) -> None:
        for place, (_, _, pair) in enumerate(pairs):
            colour = ORANGE if pair.verdict == "different" else TEAL if pair.verdict == "equivalent" else GREY
            low, high = max(pair.low, 0.02), min(pair.high or 50, 50)
            axes.plot([low, high], [place, place], color=colour, linewidth=2)
            if pair.ratio:
                axes.plot(min(max(pair.ratio, 0.02), 50), place, "s", color=colour)
        axes.axvline(1, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(pairs)), [f"{p.first} ÷ {p.second}, {m}: {p.verdict}" for _, m, p in pairs])
        axes.set_ylim(len(pairs) - 0.4, -0.6)
        axes.set(xscale="log", xlim=(0.02, 50), xlabel="Ratio of rates, 95 % score interval (logarithmic)")

    return Figure(
        name="ratios",
        caption="Ratios of rates between groups, with the verdict",
        alt="; ".join(f"{measure}: {pair.says}" for _, measure, pair in pairs),
        heading=("attribute", "measure", "first", "second", "ratio", "low", "high", "verdict"),
        rows=rows,
        draw=draw,
        size=(7.2, max(2.2, 0.34 * len(pairs) + 1.0)),
    )


def _power(results: Results) -> Figure:
    points = [(attribute.attribute, point) for attribute in results.groups for point in attribute.power]
    rows = tuple((name, p.measure, *p.groups, p.ratio, p.power) for name, p in points)
    curves = list(dict.fromkeys((name, p.measure, p.groups) for name, p in points))

    def draw(axes: Axes) -> None:
        for place, (name, measure, groups) in enumerate(curves):
            mine = [p for told, p in points if (told, p.measure, p.groups) == (name, measure, groups)]
            label = f"{measure}: {groups[0]}, {groups[1]}"
            style = "-o" if measure == "missed" else "--s"
            shade = _shade(place, len(curves))
            axes.plot([p.ratio for p in mine], [p.power for p in mine], style, color=shade, label=label, markersize=3)
        axes.axhline(0.8, color=INK, linewidth=0.8)
        axes.set(xscale="log", ylim=(0, 1.02), xlabel="True ratio of rates (logarithmic)", ylabel="Chance to see it")
        axes.set_xticks([1.25, 2, 3, 5, 10], ["1.25", "2", "3", "5", "10"])
        axes.set_xticks([], minor=True)
        axes.legend(frameon=False, fontsize=7)

    return Figure(
        name="power",
        caption="What this evaluation could have seen: power by Fisher's test for the two smallest groups",
        alt="; ".join(f"{name}, {p.measure}, ratio {p.ratio:g}: {p.power * 100:.0f} %" for name, p in points),
        heading=("attribute", "measure", "first", "second", "ratio", "power"),
        rows=rows,
        draw=draw,
    )


def _heat_map(results: Results) -> Figure:
    cells = results.cross_group
    probes = list(dict.fromkeys(cell.probe_group for cell in cells))
    listed = list(dict.fromkeys(cell.listed_group for cell in cells))
    values: NDArray[np.float64] = np.full((len(probes), len(listed)), np.nan)
    for cell in cells:
        if cell.measured.numerator:
            values[probes.index(cell.probe_group), listed.index(cell.listed_group)] = log10(cell.measured.rate or 1)

    def draw(axes: Axes) -> None:
        picture = axes.imshow(values, cmap="viridis_r", aspect="auto")
        for cell in cells:
            words = f"{cell.measured.numerator:,} of\n{cell.measured.denominator:,}"
            place = (listed.index(cell.listed_group), probes.index(cell.probe_group))
            axes.text(*place, words, ha="center", va="center", size=7, bbox={"fc": "white", "ec": "none", "alpha": 0.8})
        axes.set_xticks(range(len(listed)), listed, rotation=20)
        axes.set_yticks(range(len(probes)), probes)
        axes.set(xlabel="Group on the list", ylabel="Group of the passer-by")
        if np.isfinite(values).any():
            axes.figure.colorbar(picture, ax=axes, label="log10 FMR; empty where none was seen")

    return Figure(
        name="cross-group",
        caption=f"False matches ÷ comparisons between groups ({results.groups[0].attribute}), log10",
        alt="; ".join(f"{cell.probe_group} against {cell.listed_group}: {cell.measured.says}" for cell in cells),
        heading=("probe_group", "listed_group", *RATE),
        rows=tuple((cell.probe_group, cell.listed_group, *rate_cells(cell.measured)) for cell in cells),
        draw=draw,
        size=(2.2 + 1.2 * len(listed), 1.8 + 0.7 * len(probes)),
    )


def _bars(axes: Axes, sizes: Sequence[int], rates: Sequence[Measured], colour: str, label: str) -> None:
    for place, (size, rate) in enumerate(zip(sizes, rates, strict=True)):
        axes.plot([size, size], [rate.low, rate.high], color=colour)
        axes.plot(size, rate.rate or 0, "o", color=colour, label=label if not place else None)


def _cross(axes: Axes, alerts: Measured, misses: Measured, floor: float) -> None:
    if alerts.rate is None or misses.rate is None:
        return
    x, y = max(alerts.rate, floor), misses.rate
    axes.plot([max(alerts.low, floor), max(alerts.high, floor)], [y, y], color=ORANGE, linewidth=1.2)
    axes.plot([x, x], [misses.low, misses.high], color=ORANGE, linewidth=1.2)
    axes.plot(x, y, "D", color=ORANGE, label="operating point, 95 % intervals", markersize=5)


def _shade(place: int, count: int) -> str:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return TEAL if count == 1 else to_hex(colormaps["viridis"](0.05 + 0.75 * place / max(1, count - 1)))


def _listed(results: Results) -> str:
    return ", ".join(f"{size:,}" for size in results.list_sizes)
