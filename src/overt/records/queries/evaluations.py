"""Which operating points count on this site: signed by two people, and of the engine exactly as it is (E-99)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from overt.law.packs import LawPack
from overt.records.models import EngineEvaluation

SIGNATURES = 2


@dataclass(frozen=True)
class SignedEvaluation:
    """One finished evaluation: of which engine, when, by how many signed, and what it measured."""

    engine: str
    engine_version: str
    engine_digest: str
    finished_at: datetime
    signatures: int
    fragment_digest: str
    operating_points: tuple[dict[str, object], ...]

    @property
    def is_signed(self) -> bool:
        """Whether two people have signed."""
        return self.signatures >= SIGNATURES

    def counts_for(self, engine_digest: str) -> bool:
        """Whether its points count for an engine whose passport has this digest."""
        return self.is_signed and self.engine_digest == engine_digest


def accepted_for(engine: str, engine_digest: str, pack: LawPack) -> tuple[tuple[SignedEvaluation, datetime], ...]:
    """Return the evaluations whose points count for exactly this engine, newest first, each with when it ends.

    An evaluation counts for the pack's period from the day it was finished (E-99).
    """
    lasts = timedelta(days=pack.whole("accuracy_test_days"))
    counting = [one for one in evaluations_of(engine) if one.counts_for(engine_digest)]
    return tuple((one, one.finished_at + lasts) for one in counting)


def tested_until(engine: str, engine_digest: str, pack: LawPack) -> datetime | None:
    """Return when the last of this site's own accepted tests of exactly this engine goes out of date; None for none."""
    return max((until for _, until in accepted_for(engine, engine_digest, pack)), default=None)


def evaluations_of(engine: str) -> tuple[SignedEvaluation, ...]:
    """Return the finished evaluations of an engine that gave operating points, newest first."""
    rows = EngineEvaluation.objects.filter(engine=engine, finished_at__isnull=False).exclude(fragment_digest="")
    return tuple(_told(row) for row in rows.order_by("-finished_at").prefetch_related("signatures"))


def _told(row: EngineEvaluation) -> SignedEvaluation:
    if row.finished_at is None:
        raise RuntimeError("only finished evaluations are asked for")
    return SignedEvaluation(
        engine=row.engine,
        engine_version=row.engine_version,
        engine_digest=row.engine_digest,
        finished_at=row.finished_at,
        signatures=len({signature.signed_by_id for signature in row.signatures.all()}),
        fragment_digest=row.fragment_digest,
        operating_points=tuple(row.operating_points),
    )


@dataclass(frozen=True)
class MeasuredAt:
    """What one signed operating point counted, as a sentence with counts and bounds; never a percentage."""

    threshold: Decimal
    says: str


def measured_at(engine: str, engine_digest: str, score: Decimal) -> tuple[MeasuredAt, ...]:
    """Return the signed points of this engine whose threshold a score reaches, the highest threshold first."""
    told = [
        _measured(evaluation, point)
        for evaluation in evaluations_of(engine)
        if evaluation.counts_for(engine_digest)
        for point in evaluation.operating_points
    ]
    return tuple(sorted((one for one in told if one.threshold <= score), key=lambda one: -one.threshold))


def _measured(evaluation: SignedEvaluation, point: Mapping[str, object]) -> MeasuredAt:
    rate = point["false_positive_identification"]
    assert isinstance(rate, Mapping)
    threshold, size = Decimal(str(point["threshold"])), int(str(point["list_size"]))
    says = (
        f"At a threshold of {threshold}, with {size:,} on the list: {rate['numerator']:,} of {rate['denominator']:,} "
        f"searches for people who were not on it alerted, {_one_in(float(rate['low']), float(rate['high']))} "
        f"({rate['method']}; evaluation of {evaluation.finished_at:%d %B %Y})."
    )
    return MeasuredAt(threshold, says)


def _one_in(low: float, high: float) -> str:
    most = f"1 in {round(1 / high):,}" if high > 0 else "none"
    return f"at most {most}" if low <= 0 else f"between 1 in {round(1 / low):,} and {most}"
