"""The figures of a deployment while it runs: counts with their denominators, for whole and for each camera (I-8)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from overt.law.preparations import SEEDS
from overt.law.roles import Role
from overt.records.models import Alert, CameraRun, OwnView, WatchlistEntry
from overt.records.queries.judgement import judgement_of


@dataclass(frozen=True)
class CameraFigures:
    """What one camera has counted and raised; `minutes` is how long its runs have lasted so far."""

    camera: str
    minutes: float
    passages: int
    recognition_opportunities: int
    alerts: int
    false_alerts: int
    unresolved: int


@dataclass(frozen=True)
class CategoryFigures:
    """One category of the list beside what it alerted: entries listed, alerts, those judged false."""

    category: str
    listed: int
    alerts: int
    false_alerts: int


@dataclass(frozen=True)
class LiveFigures:
    """Everything the page of figures shows that is counted; rates are computed in `measure` from it.

    `to_alert_ms` and `to_decide_s` hold one value an alert that has one; `refusals` maps a quality reason to looks.
    """

    cameras: tuple[CameraFigures, ...]
    minutes: float
    to_alert_ms: tuple[int, ...]
    to_decide_s: tuple[float, ...]
    refusals: Mapping[str, int]
    categories: tuple[CategoryFigures, ...]


def live_figures(deployment: str, cameras: Sequence[str], now: datetime) -> LiveFigures:
    """Count what the records say now. Alerts erased since are in the deployment's own figures, not by camera."""
    runs = list(CameraRun.objects.filter(deployment_id=deployment))
    rows = Alert.objects.filter(deployment_id=deployment).select_related("outcome", "engagement")
    alerts = list(rows.prefetch_related("views"))
    refusals: Counter[str] = Counter()
    for run in runs:
        refusals.update(run.refusals_json)
    decided = OwnView.objects.filter(alert__deployment_id=deployment, role=Role.OPERATOR.value)
    return LiveFigures(
        cameras=tuple(_camera(name, runs, alerts, now) for name in cameras),
        minutes=_covered(runs, now),
        to_alert_ms=tuple(alert.since_capture_ms for alert in alerts if alert.since_capture_ms is not None),
        to_decide_s=tuple(
            (given - raised).total_seconds() for given, raised in decided.values_list("given_at", "alert__raised_at")
        ),
        refusals=dict(sorted(refusals.items())),
        categories=_categories(deployment, alerts),
    )


def _camera(name: str, runs: list[CameraRun], alerts: list[Alert], now: datetime) -> CameraFigures:
    own = [run for run in runs if run.camera == name]
    raised = [judgement_of(alert) for alert in alerts if alert.camera == name]
    return CameraFigures(
        camera=name,
        minutes=sum(((run.ended_at or now) - run.started_at).total_seconds() for run in own) / 60,
        passages=sum(run.passages for run in own),
        recognition_opportunities=sum(run.recognition_opportunities for run in own),
        alerts=len(raised),
        false_alerts=sum(judged.is_false for judged in raised),
        unresolved=sum(judged == "unresolved" for judged in raised),
    )


def _covered(runs: list[CameraRun], now: datetime) -> float:
    """Return the minutes during which at least one camera ran."""
    covered, until = 0.0, None
    for began, ended in sorted((run.started_at, run.ended_at or now) for run in runs):
        start = began if until is None else max(began, until)
        covered += max(0.0, (ended - start).total_seconds())
        until = ended if until is None else max(until, ended)
    return covered / 60


def _categories(deployment: str, alerts: list[Alert]) -> tuple[CategoryFigures, ...]:
    """Count by category of the list; nothing once the list is destroyed."""
    subjects = WatchlistEntry.objects.filter(deployment_id=deployment).exclude(category=SEEDS)
    of_entry = dict(subjects.values_list("id", "category"))
    listed = Counter(of_entry.values())
    raised = Counter(of_entry[alert.entry] for alert in alerts if alert.entry in of_entry)
    judged = [alert for alert in alerts if alert.entry in of_entry and judgement_of(alert).is_false]
    false = Counter(of_entry[alert.entry] for alert in judged)
    return tuple(CategoryFigures(name, listed[name], raised[name], false[name]) for name in sorted(listed))
