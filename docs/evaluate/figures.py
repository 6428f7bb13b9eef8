"""Make the figures of these pages, and the numbers quoted in them, from `overt.measure` alone.

    .venv/bin/python docs/evaluate/figures.py

Writes figures/*.svg and figures/numbers.csv beside itself. The same code gives the same bytes; a test compares them
with what is committed and looks for every number in its page.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from overt.measure import (
    clopper_pearson,
    clustered_bootstrap,
    design_effect,
    minimum_detectable_ratio,
    one_sided_upper,
    passages_for_power,
    passages_without_error,
    power,
    project_fpir,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = Path(__file__).parent / "figures"
INK, TEAL, ORANGE, GREY = "#0c2a2e", "#1d7a73", "#c4501b", "#8aa3a1"
STYLE = {
    "svg.hashsalt": "overt",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
SEED = 20_260_101

# What a national laboratory published in 2023 about one system: about 178,000 passages of people not listed, false
# alerts for about 1 in 60,000 with 1,000 on the list, and 89 of 100 volunteers found.
FILLERS, FALSE_AT_1000, FOUND = 178_000, 3, 0.89
FACES = 10_000
SIZES = (300, 1_000, 3_000, 10_000, 30_000, 100_000)
PEOPLE, EACH = 400, 10


@dataclass(frozen=True)
class Number:
    """A number as a page quotes it."""

    page: str
    name: str
    text: str


def numbers() -> Iterator[Number]:
    """Work out every number the pages quote."""
    yield from percentages()
    yield from list_sizes()
    yield from zeros()
    yield from powers()
    yield from clusters()


def alerts(listed: float, fpir: float) -> tuple[float, float]:
    """Return right and false alerts expected among 10,000 faces of whom `listed` are on the list."""
    return listed * FOUND, (FACES - listed) * fpir


def percentages() -> Iterator[Number]:
    page = "percentages.md"
    right, false = alerts(2, 1 / 1000)
    yield Number(page, "right alerts", f"{right:.1f}")
    yield Number(page, "false alerts", f"{false:.0f}")
    yield Number(page, "share of alerts that are false", f"{100 * false / (right + false):.0f} of 100")
    right, false = alerts(50, 1 / 1000)
    yield Number(page, "the same with 50 listed passers-by", f"{100 * false / (right + false):.0f} of 100")


def list_sizes() -> Iterator[Number]:
    measured = clopper_pearson(FALSE_AT_1000, FILLERS, unit="passages of people not listed")
    for size in (10_000, 20_000):
        told = project_fpir(measured, 1000, size)
        yield Number("list-size.md", f"projected to {size:,}", f"1 in {round(1 / told.point, -2):,.0f}")
    told = project_fpir(measured, 1000, 20_000)
    yield Number("list-size.md", "interval at 20,000, worse end", f"1 in {round(1 / told.high, -2):,.0f}")
    yield Number("list-size.md", "interval at 20,000, better end", f"1 in {round(1 / told.low, -2):,.0f}")


def zeros() -> Iterator[Number]:
    for claim in (1000, 6000, 60_000):
        yield Number("zero-errors.md", f"passages for 1 in {claim:,}", f"{passages_without_error(1 / claim):,}")
    bound = one_sided_upper(0, 300, unit="passages").high
    yield Number("zero-errors.md", "what 0 in 300 allows", f"1 in {1 / bound:,.0f}")


def powers() -> Iterator[Number]:
    page = "power.md"
    seen = power(1 / 6000, 5, (4000, 4000))
    yield Number(page, "power at five times", f"{100 * seen.power:.0f} of 100")
    detectable = minimum_detectable_ratio(1 / 6000, (4000, 4000))
    assert detectable is not None
    yield Number(page, "detectable ratio", f"{detectable:.0f} times")
    yield Number(page, "passages for five times", f"{passages_for_power(1 / 6000, 5):,}")
    yield Number(page, "passages for twice", f"{passages_for_power(1 / 6000, 2):,}")


def clusters() -> Iterator[Number]:
    page = "clustering.md"
    for likeness in (0.0, 0.3):
        hits, walked = volunteers(likeness)
        exact = clopper_pearson(int(hits.sum()), int(walked.sum()), unit="passages")
        low, high = over_people(likeness)
        name = f"likeness {likeness:g}"
        yield Number(page, f"{name}, half-width as if independent", f"± {50 * (exact.high - exact.low):.1f}")
        yield Number(page, f"{name}, half-width over people", f"± {50 * (high - low):.1f}")
        yield Number(page, f"{name}, worth", f"{walked.sum() / max(1.0, design_effect(hits, walked)):,.0f} passages")


def volunteers(likeness: float) -> tuple[np.ndarray, np.ndarray]:
    """Draw how often each of 400 volunteers is found in ten passages; their own rates vary as `likeness` says."""
    rng = np.random.default_rng(SEED)
    spread = (1 - likeness) / likeness if likeness else 0.0
    own = rng.beta(FOUND * spread, (1 - FOUND) * spread, PEOPLE) if likeness else np.full(PEOPLE, FOUND)
    return rng.binomial(EACH, own).astype(float), np.full(PEOPLE, float(EACH))


def over_people(likeness: float) -> tuple[float, float]:
    """Return the interval that resamples whole people."""
    hits, walked = volunteers(likeness)
    drawn = clustered_bootstrap(hits[:, None], walked[:, None], seed=SEED)
    return float(drawn.low[0]), float(drawn.high[0])


def draw_percentages(axes: Axes) -> None:
    listed = np.geomspace(1, 300, 60)
    for one_in, colour in ((1000, ORANGE), (6000, TEAL)):
        share = [100 * false / (right + false) for right, false in (alerts(count, 1 / one_in) for count in listed)]
        axes.plot(listed, share, color=colour, label=f"1 false alert in {one_in:,} faces")
    axes.set(xscale="log", ylim=(0, 100), xlabel=f"listed people among {FACES:,} who pass")
    axes.set_ylabel("of 100 alerts, how many are false")
    axes.legend(frameon=False)


def draw_list_size(axes: Axes) -> None:
    measured = clopper_pearson(FALSE_AT_1000, FILLERS, unit="passages of people not listed")
    told = [project_fpir(measured, 1000, size) for size in SIZES]
    axes.fill_between(SIZES, [FACES * each.low for each in told], [FACES * each.high for each in told], color="#d9e8e6")
    axes.plot(SIZES, [FACES * each.point for each in told], "o--", color=TEAL, mfc="white", label="projected")
    axes.plot([1000], [FACES * FALSE_AT_1000 / FILLERS], "o", color=INK, label="measured (about 3 in 178,000)")
    axes.set(xscale="log", yscale="log", xlabel="people on the list", ylabel=f"false alerts among {FACES:,} faces")
    axes.legend(frameon=False)


def draw_zero_errors(axes: Axes) -> None:
    counts = np.geomspace(100, 300_000, 60).round().astype(int)
    axes.plot(counts, [1 / one_sided_upper(0, int(n), unit="passages").high for n in counts], color=TEAL)
    for claim in (1000, 6000, 60_000):
        size = passages_without_error(1 / claim)
        axes.plot([size], [claim], "o", color=ORANGE)
        axes.annotate(
            f"{size:,} passages:\nfewer than 1 in {claim:,}",
            (size, claim),
            (-8, 6),
            ha="right",
            textcoords="offset points",
        )
    axes.set(xscale="log", yscale="log", xlabel="passages without one error", ylabel="what they support: 1 in …")


def draw_power(axes: Axes) -> None:
    sizes = (1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000)
    for ratio, colour in ((2, GREY), (5, TEAL), (10, ORANGE)):
        chance = [100 * power(1 / 6000, ratio, (size, size)).power for size in sizes]
        axes.plot(sizes, chance, "o-", color=colour, ms=4, label=f"{ratio} times as often")
    axes.axhline(80, color=INK, lw=0.8, ls=":")
    axes.annotate("80 of 100", (1000, 82))
    axes.set(xscale="log", ylim=(0, 103), xlabel="passages in each group")
    axes.set_ylabel("of 100 such trials, how many see it")
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=9)


def draw_clustering(axes: Axes) -> None:
    shares = (0.0, 0.1, 0.2, 0.3, 0.5)
    for place, likeness in enumerate(shares):
        hits, walked = volunteers(likeness)
        exact = clopper_pearson(int(hits.sum()), int(walked.sum()), unit="passages")
        for offset, (low, high), colour in (
            (-0.12, (exact.low, exact.high), GREY),
            (0.12, over_people(likeness), TEAL),
        ):
            axes.plot([100 * low, 100 * high], [place + offset] * 2, color=colour, lw=4)
    axes.axvline(100 * FOUND, color=INK, lw=0.8, ls=":")
    axes.set_yticks(range(len(shares)), [f"{share:g}" for share in shares])
    axes.set(xlabel="recognised, of 100 seeded passages", ylabel="how alike one person's passages are")
    axes.plot([], [], color=GREY, lw=4, label="4,000 passages, as if each were another person")
    axes.plot([], [], color=TEAL, lw=4, label="the same passages, of 400 people")
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0))


FIGURES: dict[str, Callable[[Axes], None]] = {
    "percentages": draw_percentages,
    "list-size": draw_list_size,
    "zero-errors": draw_zero_errors,
    "power": draw_power,
    "clustering": draw_clustering,
}


def plain_ticks(axes: Axes) -> None:
    """Write 1,000 where a logarithmic axis would say 10³."""
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(lambda value, _position: f"{value:,.10g}")


def write(folder: Path) -> None:
    """Write every figure and the numbers into a folder."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        for name, draw in FIGURES.items():
            figure = Figure(figsize=(6.4, 4.0), layout="constrained")
            FigureCanvasSVG(figure)
            axes = figure.add_subplot()
            draw(axes)
            plain_ticks(axes)
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    with (folder / "numbers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["page", "name", "text"])
        writer.writerows([each.page, each.name, each.text] for each in numbers())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
