"""The results of an evaluation as checked values: what `results.json` holds, and the schema that goes with it.

Every measured number carries its counts, interval, unit and method, and says itself in words.
"""

from __future__ import annotations

import json
from datetime import date
from math import isfinite
from typing import Literal

from pydantic import BaseModel, ConfigDict

from overt.measure import Comparison, Mean, Rate
from overt.measure.indices import Index

FORMAT = "overt-evaluation-1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measured(_Part):
    """A rate: events of trials, its interval and how it was made. `rate` is null when nothing was counted."""

    numerator: int
    denominator: int
    unit: str
    rate: float | None
    low: float
    high: float
    confidence: float
    method: str
    few_events: bool
    note: str
    says: str

    @classmethod
    def of(cls, rate: Rate) -> Measured:
        """Return a rate as it is written down."""
        return cls(
            numerator=rate.numerator,
            denominator=rate.denominator,
            unit=rate.unit,
            rate=rate.point,
            low=rate.low,
            high=rate.high,
            confidence=rate.confidence,
            method=rate.method,
            few_events=rate.has_few_events,
            note=rate.note,
            says=str(rate),
        )


class MeasuredMean(_Part):
    """A mean that may exceed 1, such as candidates a search."""

    total: int
    denominator: int
    unit: str
    mean: float | None
    low: float
    high: float
    confidence: float
    method: str
    says: str

    @classmethod
    def of(cls, mean: Mean) -> MeasuredMean:
        """Return a mean as it is written down."""
        return cls(
            total=mean.total,
            denominator=mean.denominator,
            unit=mean.unit,
            mean=mean.point,
            low=mean.low,
            high=mean.high,
            confidence=mean.confidence,
            method=mean.method,
            says=str(mean),
        )


class EngineUsed(_Part):
    """The engine as it was loaded; `digest` is its passport's, empty for a score file."""

    name: str
    version: str
    digest: str


class CohortUsed(_Part):
    """Who took part and on what ground; `failures` counts passages without a template, by reason."""

    name: str
    people: int
    pictures: int
    ground: str
    consent: str
    failures: dict[str, int]


class ThresholdUsed(_Part):
    """The operating threshold and where it came from."""

    threshold: float
    low: float | None
    high: float | None
    target: str
    calibration: Measured | None
    says: str


class AtThreshold(_Part):
    """Everything measured at one threshold and list size."""

    list_size: int
    threshold: float
    tpir: Measured
    tpir_rank_one: Measured
    fnir: Measured
    end_to_end: Measured
    fpir: Measured
    selectivity: MeasuredMean | None


class SweepPoint(_Part):
    """One point of the sweep."""

    list_size: int
    threshold: float
    tpir: Measured
    fpir: Measured
    mean_candidates: float | None


class Projected(_Part):
    """A rate at a list size that was not searched."""

    list_size: int
    rate: float
    low: float
    high: float
    says: str


class ExpectedAlerts(_Part):
    """False alerts an hour that the measured rate would give, at so many faces an hour of people not on the list."""

    faces_per_hour: float
    per_hour: float
    low: float
    high: float
    says: str


class GroupRow(_Part):
    """One group. A figure is null where too few of its people were searched."""

    group: str
    people: int
    listed: int
    tpir: Measured | None
    fpir: Measured | None
    fta: Measured | None
    end_to_end: Measured | None


class Pair(_Part):
    """Two groups compared, with one of three verdicts."""

    first: str
    second: str
    ratio: float | None
    low: float
    high: float | None
    p_holm: float
    power: float
    power_ratio: float
    detectable_ratio: float | None
    verdict: Literal["different", "equivalent", "inconclusive"]
    says: str

    @classmethod
    def of(cls, compared: Comparison) -> Pair:
        """Return a comparison as it is written down."""
        ratio = compared.ratio
        return cls(
            first=compared.first.group,
            second=compared.second.group,
            ratio=ratio.point,
            low=ratio.low,
            high=ratio.high if isfinite(ratio.high) else None,
            p_holm=compared.p_holm,
            power=compared.power.power,
            power_ratio=compared.power.ratio,
            detectable_ratio=compared.detectable,
            verdict=compared.verdict.value,
            says=compared.sentence,
        )


class GroupIndex(_Part):
    """An index over the groups in the table beside it; null when undefined."""

    name: str
    value: float | None
    says: str

    @classmethod
    def of(cls, index: Index, of_what: str) -> GroupIndex:
        """Return an index as it is written down."""
        return cls(name=f"{index.name} of {of_what}", value=index.value, says=index.sentence)


class PowerPoint(_Part):
    """The chance the two smallest groups had to show a ratio."""

    measure: str
    groups: tuple[str, str]
    ratio: float
    power: float


class AttributeResult(_Part):
    """One attribute: its groups, every pair, the indices, and the composition of the list beside them (E-36)."""

    attribute: str
    statement: str
    composition: str
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]
    groups: tuple[GroupRow, ...]
    missed: tuple[Pair, ...]
    false_positive: tuple[Pair, ...]
    indices: tuple[GroupIndex, ...]
    power: tuple[PowerPoint, ...]


class PairRate(_Part):
    """False matches between strangers of two groups, at the operating threshold."""

    probe_group: str
    listed_group: str
    measured: Measured


class Reference(_Part):
    """A published benchmark, dated, to read beside and not against these figures (E-48)."""

    name: str
    published: str
    date_from: str
    says: str
    caution: str


class MadeFile(_Part):
    """A file beside the results and its SHA-256."""

    file: str
    sha256: str
    says: str


class Results(_Part):
    """One evaluation. No person and no score of one passage is in it."""

    format: Literal["overt-evaluation-1"] = "overt-evaluation-1"
    title: str
    evaluation: str
    dated: date
    data_set: str
    seed: int
    plan_digest: str
    run: str
    engine: EngineUsed
    cohorts: tuple[CohortUsed, ...]
    list_sizes: tuple[int, ...]
    failure_to_enrol: Measured | None
    seeded_fta: Measured
    filler_fta: Measured
    threshold: ThresholdUsed
    at_threshold: tuple[AtThreshold, ...]
    sweep: tuple[SweepPoint, ...]
    projections: tuple[Projected, ...]
    expected: ExpectedAlerts | None
    groups: tuple[AttributeResult, ...]
    cross_group: tuple[PairRate, ...]
    warnings: tuple[str, ...]
    not_measured: tuple[str, ...]
    references: tuple[Reference, ...]
    files: tuple[MadeFile, ...] = ()

    def to_json(self) -> str:
        """Return the text of `results.json`; the same results always give the same bytes."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> str:
    """Return the JSON schema of `results.json`."""
    return json.dumps(Results.model_json_schema(), indent=1, sort_keys=True) + "\n"
