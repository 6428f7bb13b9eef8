"""Intervals that resample whole people, since passages of one person are alike (Davison and Hinkley, 1997, §3.8).

Percentile and BCa (Efron, 1987); the seed is stored in the method's words. An event that never happened, or always
did, cannot be resampled: there the exact interval over people, not passages, is given instead.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE, clopper_pearson
from overt.measure.values import Mean, Rate

SEED = 20_260_101
RESAMPLES = 2000
"""At least this many (FIELD §2)."""
_BLOCK = 250

Method = Literal["bca", "percentile"]
Floats = NDArray[np.float64]
Tallies = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Resampled:
    """Intervals of one ratio a column: `low` and `high` (c,), over `people` clusters, from the stored `seed`.

    A column without a trial has NaN bounds; `stuck` marks columns whose resamples never varied.
    """

    point: Floats
    low: Floats
    high: Floats
    stuck: NDArray[np.bool_]
    people: int
    resamples: int
    seed: int
    confidence: float
    method: Method


def clustered_bootstrap(
    events: Tallies,
    trials: Tallies,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
    method: Method = "bca",
) -> Resampled:
    """Resample people: `events` and `trials` are (people, columns) counts, one column a cell or threshold.

    Each resample draws as many people as there are, with replacement, and divides their events by their trials.

    Raises:
        MeasureError: fewer than two people, fewer than 2,000 resamples, or arrays that do not fit.
    """
    hits, chances = np.asarray(events, np.float64), np.asarray(trials, np.float64)
    if hits.ndim != 2 or hits.shape != chances.shape:
        raise MeasureError("arrays_shape", "Events and trials of the bootstrap do not fit together.")
    if len(hits) < 2:
        raise MeasureError("one_person", "One person cannot be resampled: no interval covers people from one of them.")
    if resamples < RESAMPLES:
        raise MeasureError("resamples_few", f"A bootstrap here takes at least {RESAMPLES:,} resamples.")
    with np.errstate(divide="ignore", invalid="ignore"):
        point = hits.sum(0) / chances.sum(0)
        drawn = _draw(hits, chances, seed, resamples)
        levels = _levels(hits, chances, point, drawn, confidence, method)
    low, high = _quantiles(drawn, levels)
    stuck = ((drawn == point) | np.isnan(drawn)).all(0)
    return Resampled(point, low, high, stuck, len(hits), resamples, seed, confidence, method)


def rate_of_people(
    events: NDArray[np.bool_],
    person: NDArray[np.int64],
    unit: str,
    confidence: float = CONFIDENCE,
    seed: int = SEED,
    note: str = "",
) -> Rate:
    """Return the rate of (n,) `events`: exact when everybody appears once, else by BCa over whole people."""
    return rates_of_people(events[:, None], person, unit, confidence, seed, note)[0]


def rates_of_people(
    events: NDArray[np.bool_],
    person: NDArray[np.int64],
    unit: str,
    confidence: float = CONFIDENCE,
    seed: int = SEED,
    note: str = "",
) -> tuple[Rate, ...]:
    """Return the rate of each column of (n, c) `events`, all from the same resamples of people."""
    _, index = np.unique(person, return_inverse=True)
    passages = np.bincount(index).astype(np.float64)
    counts = [int(count) for count in np.count_nonzero(events, axis=0)]
    people, trials = len(passages), len(events)
    if people == trials:
        return tuple(clopper_pearson(k, trials, unit=unit, confidence=confidence, note=note) for k in counts)
    varying = [column for column, k in enumerate(counts) if 0 < k < trials and people > 1]
    rates = [_by_people(k, trials, people, unit, confidence, note) for k in counts]
    if varying:
        hits = np.stack([np.bincount(index, weights=events[:, column]) for column in varying], axis=1)
        drawn = clustered_bootstrap(
            hits, np.repeat(passages[:, None], len(varying), 1), seed=seed, confidence=confidence
        )
        for place, column in enumerate(varying):
            low, high = (float(np.clip(bound[place], 0, 1)) for bound in (drawn.low, drawn.high))
            size = effective_size(hits[:, place], passages)
            method = f"{method_words(drawn)}, {people:,} people, effective n {size:,.0f}"
            rates[column] = Rate(counts[column], trials, low, high, confidence, method, unit, note)
    return tuple(rates)


def mean_of_people(
    counts: NDArray[np.int64],
    person: NDArray[np.int64],
    unit: str,
    confidence: float = CONFIDENCE,
    seed: int = SEED,
    note: str = "",
) -> Mean:
    """Return the mean of (n,) `counts` by BCa over whole people; of a bare zero, the exact Poisson bound over them."""
    from overt.measure.hourly import poisson_bounds

    total, denominator = int(counts.sum()), len(counts)
    sums, passages = tallies(counts, person)
    people = len(passages)
    if people < 2 or not total:
        low, high = poisson_bounds(total, max(people, 1), confidence)
        words = "exact Poisson over people, since nothing can be resampled"
        return Mean(total, denominator, min(low, total / max(denominator, 1)), high, confidence, words, unit, note)
    drawn = clustered_bootstrap(sums[:, None], passages[:, None], seed=seed, confidence=confidence)
    return Mean(
        total, denominator, float(drawn.low[0]), float(drawn.high[0]), confidence, method_words(drawn), unit, note
    )


def tallies(events: NDArray[np.generic], person: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return, for each person, the sum of their events and the number of their passages."""
    if events.shape != person.shape:
        raise MeasureError("arrays_shape", "Events and people are not of one length.")
    _, index = np.unique(person, return_inverse=True)
    sums = np.asarray(np.bincount(index, weights=events.astype(np.float64)), np.float64)
    return sums, np.asarray(np.bincount(index), np.float64)


def effective_size(events: Tallies, trials: Tallies) -> float:
    """Return how many independent passages would say as much: n divided by the design effect.

    The variance of the ratio is linearised over people (Cochran, 1977, §6.3). With no event, or nothing but events,
    it is the number of people: what is known is not more than that.
    """
    hits, passages = np.asarray(events, np.float64), np.asarray(trials, np.float64)
    seen = passages > 0
    people, total = int(seen.sum()), float(passages.sum())
    share = hits.sum() / total if total else 0.0
    if people < 2 or not 0 < share < 1:
        return float(people)
    residual = hits[seen] - share * passages[seen]
    variance = people / (people - 1) * float((residual**2).sum()) / total**2
    alone = share * (1 - share) / (total - 1)
    return min(total, total * alone / variance) if variance > 0 else total


def design_effect(events: Tallies, trials: Tallies) -> float:
    """Return how many times more passages clustering asks for; 1 when passages are independent."""
    effective = effective_size(events, trials)
    return float(np.sum(trials)) / effective if effective else 1.0


def method_words(drawn: Resampled) -> str:
    """Name the method with what is needed to repeat it."""
    name = {"bca": "BCa", "percentile": "percentile"}[drawn.method]
    return f"bootstrap of whole people, {name}, {drawn.resamples:,} resamples, seed {drawn.seed}"


def _by_people(numerator: int, denominator: int, people: int, unit: str, confidence: float, note: str) -> Rate:
    """Return the interval of what never or always happened; of one person nothing between 0 and 1 is known."""
    all_of_them = 0 < numerator == denominator
    exact = clopper_pearson(people if all_of_them else 0, people, unit=unit, confidence=confidence)
    mixed = 0 < numerator < denominator
    low, high = (0.0, 1.0) if mixed else (exact.low, exact.high)
    method = f"Clopper-Pearson over {people:,} people, since nothing can be resampled"
    return Rate(numerator, denominator, low, high, confidence, method, unit, note)


def _draw(hits: Floats, chances: Floats, seed: int, resamples: int) -> Floats:
    """Return (resamples, columns) ratios. A resample is a row of how often each person was drawn, times the counts."""
    rng = np.random.default_rng(seed)
    people, columns = hits.shape
    both = np.concatenate([hits, chances], axis=1)
    drawn = np.empty((resamples, columns))
    for start in range(0, resamples, _BLOCK):
        rows = min(_BLOCK, resamples - start)
        who = rng.integers(0, people, (rows, people)) + people * np.arange(rows)[:, None]
        weights = np.bincount(who.ravel(), minlength=rows * people).reshape(rows, people).astype(np.float64)
        sums = weights @ both
        drawn[start : start + rows] = sums[:, :columns] / sums[:, columns:]
    return drawn


def _levels(
    hits: Floats, chances: Floats, point: Floats, drawn: Floats, confidence: float, method: Method
) -> tuple[Floats, Floats]:
    """Return the lower and upper quantile level of each column."""
    tail = (1 - confidence) / 2
    if method == "percentile":
        return np.full_like(point, tail), np.full_like(point, 1 - tail)
    from scipy import special

    below = (drawn < point).sum(0) + 0.5 * (drawn == point).sum(0)
    bias = special.ndtri(np.clip(below / np.isfinite(drawn).sum(0), 1e-6, 1 - 1e-6))
    skew = _acceleration(hits, chances)
    z = NormalDist().inv_cdf(1 - tail)
    low, high = (special.ndtr(bias + (bias + side) / (1 - skew * (bias + side))) for side in (-z, z))
    return np.asarray(low), np.asarray(high)


def _acceleration(hits: Floats, chances: Floats) -> Floats:
    """Return BCa's acceleration from leaving out one person at a time."""
    left = (hits.sum(0) - hits) / (chances.sum(0) - chances)
    known = np.isfinite(left)
    middle = np.where(known, left, 0.0).sum(0) / np.maximum(known.sum(0), 1)
    away = np.where(known, middle - left, 0.0)
    spread = (away**2).sum(0)
    return np.where(spread > 0, (away**3).sum(0) / (6 * np.maximum(spread, 1e-300) ** 1.5), 0.0)


def _quantiles(drawn: Floats, levels: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    ordered = np.sort(drawn, axis=0)
    count = np.isfinite(ordered).sum(0)
    columns = np.arange(drawn.shape[1])
    bounds = []
    for level in levels:
        whole = np.nan_to_num(level, nan=0.5) * np.maximum(count - 1, 0)
        below = np.clip(np.floor(whole).astype(int), 0, len(ordered) - 1)
        above = np.clip(below + 1, 0, np.maximum(count - 1, 0))
        first, second = ordered[below, columns], ordered[above, columns]
        bounds.append(np.where(count > 0, first + (whole - below) * (second - first), np.nan))
    return bounds[0], bounds[1]
