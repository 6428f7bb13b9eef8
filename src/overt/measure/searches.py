"""Open-set identification rates over arrays of scores, mated and non-mated searches apart (FIELD §2, ISO/IEC 19795-1).

An alert is a score at or above the threshold. A score that is not a number is refused, never dropped. Where people
appear more than once the intervals resample whole people; otherwise they are exact.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from overt.measure.bootstrap import SEED, mean_of_people, rate_of_people
from overt.measure.errors import MeasureError
from overt.measure.intervals import CONFIDENCE
from overt.measure.values import Mean, Rate

Scores = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Evaluation(StrEnum):
    """What kind of evaluation a figure comes from (ISO/IEC 19795-2); it stands beside every figure."""

    TECHNOLOGY = "technology"
    SCENARIO = "scenario"
    OPERATIONAL = "operational"


@dataclass(frozen=True, eq=False)
class MatedSearches:
    """Seeded passages that gave a template, of people who are on the list; (n,) arrays.

    `own`: highest score with the right subject; `better`: how many other listed subjects scored strictly higher;
    `person`: an integer for each passer-by, the same for all of their passages.
    """

    own: Scores
    better: Counts
    person: Counts

    def __post_init__(self) -> None:
        _check_scores(self.own, self.better, self.person)

    def hits(self, threshold: float, rank: int | None = None) -> Mask:
        """Where the right subject alerts: score >= threshold and, with `rank`, among that many best subjects."""
        found = self.own >= threshold
        return found if rank is None else found & (self.better < rank)


@dataclass(frozen=True, eq=False)
class NonMatedSearches:
    """Passages of people who are not on the list; (n,) arrays. `top`: highest score with anybody on the list."""

    top: Scores
    person: Counts

    def __post_init__(self) -> None:
        _check_scores(self.top, self.person)

    def alerts(self, threshold: float) -> Mask:
        """Where somebody on the list scores at or above the threshold."""
        return np.asarray(self.top >= threshold, np.bool_)


@dataclass(frozen=True)
class Stated:
    """How the intervals of one evaluation are made: its kind, confidence, and the seed of the resamples."""

    evaluation: Evaluation = Evaluation.TECHNOLOGY
    confidence: float = CONFIDENCE
    seed: int = SEED

    @property
    def note(self) -> str:
        """The label beside each figure."""
        return f"{self.evaluation.value} evaluation"


STATED = Stated()


def tpir(searches: MatedSearches, threshold: float, *, rank: int | None = None, stated: Stated = STATED) -> Rate:
    """Return TPIR: mated searches whose right subject alerts ÷ mated searches."""
    return _rate(searches.hits(threshold, rank), searches.person, "mated searches", stated)


def fnir(searches: MatedSearches, threshold: float, *, rank: int | None = None, stated: Stated = STATED) -> Rate:
    """Return FNIR(N, R, T): mated searches without their mate in the top R at or above T ÷ mated searches."""
    return _rate(~searches.hits(threshold, rank), searches.person, "mated searches", stated)


def fpir(searches: NonMatedSearches, threshold: float, *, stated: Stated = STATED) -> Rate:
    """Return FPIR(N, T): non-mated searches with one or more candidates at or above T ÷ non-mated searches."""
    return _rate(searches.alerts(threshold), searches.person, "non-mated searches", stated)


def selectivity(candidates: Counts, person: Counts, *, stated: Stated = STATED) -> Mean:
    """Return the mean number of candidates at or above the threshold, given (n,) counts of non-mated searches."""
    total = stated.confidence, stated.seed
    return mean_of_people(candidates, person, "non-mated searches", *total, note=stated.note)


def fta(usable: Mask, person: Counts, *, stated: Stated = STATED) -> Rate:
    """Return FTA: passages without a usable template ÷ passages; `usable` (n,) says which gave one."""
    return _rate(~usable, person, "passages", stated)


def end_to_end(recognised: Mask, person: Counts, *, stated: Stated = STATED) -> Rate:
    """Return seeded passages that alert for the right subject ÷ all seeded passages, detector failures included."""
    return _rate(recognised, person, "seeded passages", stated)


def _rate(events: Mask, person: Counts, unit: str, stated: Stated) -> Rate:
    return rate_of_people(events, person, unit, stated.confidence, stated.seed, note=stated.note)


def _check_scores(scores: Scores, *beside: Counts) -> None:
    if scores.ndim != 1 or any(other.shape != scores.shape for other in beside):
        raise MeasureError("arrays_shape", "Scores and what stands beside them are not of one length.")
    if np.isnan(scores).any():
        count = int(np.isnan(scores).sum())
        raise MeasureError("score_not_a_number", f"{count:,} of {len(scores):,} scores are not numbers.")
