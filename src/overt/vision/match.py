"""Exact comparison of probes with every picture of every subject. It names nobody below the threshold."""

from __future__ import annotations

import math

import numpy as np

from overt.vision.engine import Engine
from overt.vision.errors import ArraysRefused, ThresholdRefused
from overt.vision.passports import Passport
from overt.vision.values import Candidate, Floats, Gallery

_SLACK = 0.005
"""How far the fast scores may be off; whatever comes this near is scored again exactly."""


def match(
    engine: Engine, probes: Floats, gallery: Gallery, threshold: float, limit: int = 10
) -> tuple[tuple[Candidate, ...], ...]:
    """Return, for each probe, the best picture of every subject with score >= threshold, best first, at most `limit`.

    The fast product only shortlists; the score that decides is computed in float64 pair by pair, so that a tie with
    the threshold alerts, and does so whatever else is in the batch. Equal scores are ordered by subject. Raises
    ThresholdRefused outside the engine's scale.
    """
    check_threshold(engine.passport, threshold)
    _check_shapes(probes, gallery)
    if not len(probes) or not len(gallery):
        return tuple(() for _ in range(len(probes)))
    scores = engine.scores(probes, gallery.vectors)
    return tuple(
        _candidates(engine, probe, row, gallery, threshold)[:limit] for probe, row in zip(probes, scores, strict=True)
    )


def check_threshold(passport: Passport, threshold: float) -> None:
    """Refuse a threshold that makes no sense on this engine's scale: a setting is never clamped in silence."""
    lowest, highest = passport.threshold_scale
    if not math.isfinite(threshold) or not lowest <= threshold <= highest:
        sentence = f"The threshold {threshold} is outside the scale of {passport.name}, {lowest} to {highest}."
        raise ThresholdRefused("threshold_outside_scale", sentence)


def _check_shapes(probes: Floats, gallery: Gallery) -> None:
    if probes.ndim != 2 or (len(gallery) and probes.shape[1] != gallery.vectors.shape[1]):
        told = f"{probes.shape} and {gallery.vectors.shape}"
        raise ArraysRefused("templates_shape", f"These templates are not of one engine: {told}.")
    if not np.isfinite(probes).all():
        raise ArraysRefused("templates_not_numbers", "A template holds values that are not numbers.")


def _candidates(
    engine: Engine, probe: Floats, fast: Floats, gallery: Gallery, threshold: float
) -> tuple[Candidate, ...]:
    near = np.flatnonzero(fast >= threshold - _SLACK)
    if not len(near):
        return ()
    best = _best_pictures(engine, probe, near, gallery)
    runner_up = _runner_up(fast, gallery, {subject for subject, _, _ in best})
    ranked = sorted(best, key=lambda entry: (-entry[2], entry[0]))
    found = []
    for rank, (subject, picture, score) in enumerate(ranked):
        other = ranked[1 if rank == 0 else 0][2] if len(ranked) > 1 else runner_up
        if score >= threshold:
            found.append(Candidate(subject, picture, score, None if other is None else score - other))
    return tuple(found)


def _best_pictures(engine: Engine, probe: Floats, rows: np.ndarray, gallery: Gallery) -> list[tuple[int, int, float]]:
    """Return (subject, row, exact score) of the best picture of each subject among these rows."""
    exact = engine.pair_scores(np.broadcast_to(probe, (len(rows), len(probe))), gallery.vectors[rows])
    order = np.lexsort((rows, -exact))
    best: dict[int, tuple[int, float]] = {}
    for index in order:
        best.setdefault(int(gallery.subjects[rows[index]]), (int(rows[index]), float(exact[index])))
    return [(subject, row, score) for subject, (row, score) in best.items()]


def _runner_up(fast: Floats, gallery: Gallery, named: set[int]) -> float | None:
    """Return the best score of any subject not named, None when there is no other."""
    others = fast[~np.isin(gallery.subjects, list(named))]
    return float(others.max()) if len(others) else None
