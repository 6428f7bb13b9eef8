"""An application put together for the law: answers, list, advice and what to expect of the threshold, measured here.

The expected false alerts are projected from an operating point two people accepted on this site; nothing is projected
from a passport alone, from a point measured above the chosen threshold, or from an evaluation that went out of date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from overt.actions import site
from overt.law.form_one import Application, ExpectedAlerts, setting_of
from overt.law.packs import LawPack
from overt.law.states import Kind, Source
from overt.law.zones import WHOLE, share
from overt.measure import MeasureError, Rate, project_fpir
from overt.records.models import ApplicationFile, Deployment
from overt.records.queries.application import advised, answers_of, list_counts
from overt.records.queries.evaluations import accepted_for, tested_until
from overt.records.queries.packs import pack_of


@dataclass(frozen=True)
class EngineFound:
    """Which engine, by name and passport digest."""

    name: str
    digest: str


def application_of(deployment: Deployment) -> Application:
    """Return a deployment's application as it stands now."""
    pack = pack_of(deployment)
    counts, now = list_counts(deployment, pack), site.now()
    engine = EngineFound(deployment.engine, deployment.engine_digest)
    until = tested_until(engine.name, engine.digest, pack)
    mandate = deployment.engine_mandate_threshold
    cameras = list(deployment.cameras.order_by("name"))
    return Application(
        setting=setting_of(Kind(deployment.kind), Source(deployment.source)),
        pack=pack,
        answers=answers_of(deployment),
        now=localtime(now),
        starts_at=localtime(deployment.starts_at),
        ends_at=localtime(deployment.ends_at),
        cameras=tuple(camera.name for camera in cameras),
        threshold=Decimal(deployment.threshold),
        mandate_threshold=Decimal(mandate) if mandate else None,
        threshold_is_justified=bool(deployment.threshold_justification.strip()),
        engine_is_tested=until is not None and now < until,
        counts=counts,
        advised=advised(deployment),
        expected=expected_alerts(engine, pack, Decimal(deployment.threshold), counts.entries, now),
        files=ApplicationFile.objects.filter(deployment=deployment).count(),
        whole_pictures=tuple(camera.name for camera in cameras if share(camera.zone_json) >= share(WHOLE)),
    )


def expected_alerts(
    engine: EngineFound, pack: LawPack, threshold: Decimal, entries: int, now: datetime
) -> ExpectedAlerts | None:
    """Return what share of faces to expect false alerts of, projected to a list of `entries`; None when nothing tells.

    Of the accepted points at or below the threshold the highest is taken, and of those the nearest list size: a higher
    threshold gives fewer false alerts, so the projection is not too low on that account.
    """
    if not entries:
        return None
    accepted = accepted_for(engine.name, engine.digest, pack)
    points = [point for one, until in accepted if now < until for point in one.operating_points]
    usable = [point for point in points if _threshold(point) <= threshold]
    if not usable:
        return None
    best = max(usable, key=lambda point: (_threshold(point), -abs(_size(point) - entries)))
    try:
        told = project_fpir(_rate(best), _size(best), entries)
    except MeasureError:
        return None
    return ExpectedAlerts(told.point, told.low, told.high, str(_threshold(best)), told.from_size, entries, str(told))


def _threshold(point: Mapping[str, Any]) -> Decimal:
    return Decimal(str(point["threshold"]))


def _size(point: Mapping[str, Any]) -> int:
    return int(point["list_size"])


def _rate(point: Mapping[str, Any]) -> Rate:
    told = point["false_positive_identification"]
    return Rate(
        numerator=told["numerator"],
        denominator=told["denominator"],
        low=told["low"],
        high=told["high"],
        confidence=told["confidence"],
        method=told["method"],
        unit="passages of people not on the list that alert",
    )
