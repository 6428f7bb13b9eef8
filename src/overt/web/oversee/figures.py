"""The false alert rate of a deployment with its denominator, interval and method; no bare number leaves this file."""

from dataclasses import dataclass
from importlib.metadata import version

from overt.measure.counting import count_error
from overt.measure.errors import MeasureError
from overt.measure.intervals import clopper_pearson
from overt.measure.rates import FalseAlertRate, false_alert_rate
from overt.records.models import Deployment
from overt.records.queries.figures import AlertFigures, RunFigures, alert_figures, run_figures
from overt.records.queries.manual_counts import counted_pairs
from overt.records.queries.negatives import negative_counts
from overt.records.queries.packs import pack_of

BEHIND = "The cameras have not reported the passages of all alerts yet, so no rate is stated. Refresh in a moment."


@dataclass(frozen=True)
class ShownRate:
    """A rate's name and the whole of what it says."""

    name: str
    says: str


def counting_words(deployment: Deployment) -> str:
    """Return how faces seen are counted, by which version, and how far that is from a count by hand (I-8)."""
    error = count_error(counted_pairs(deployment.pk))
    return f"passages as tracked, by the tracker of Overt {version('overt')}. {error}."


def shown_rates(deployment: Deployment) -> list[ShownRate]:
    """Return the rates with a line on the law pack's ceiling; nothing at all before the first alert or passage."""
    alerts, runs = alert_figures(deployment.pk), run_figures(deployment.pk)
    if not alerts.total and not runs.passages:
        return []
    rate = rate_of(deployment, alerts, runs)
    return [ShownRate("False alert rate", BEHIND)] if rate is None else _rows(rate)


def shown_negatives(deployment: Deployment) -> list[ShownRate]:
    """Return what operators made of the known negatives of a rehearsal; nothing where none was viewed."""
    counts = negative_counts(deployment.pk)
    if not counts.viewed:
        return []
    unit = "known negatives viewed"
    return [
        ShownRate("Taken for the same person", str(clopper_pearson(counts.same, counts.viewed, unit=unit))),
        ShownRate("Cannot tell", str(clopper_pearson(counts.cannot_tell, counts.viewed, unit=unit))),
    ]


def rate_of(deployment: Deployment, alerts: AlertFigures, runs: RunFigures) -> FalseAlertRate | None:
    """Return the false alert rate of these figures; None while cameras have not reported the passages of all alerts."""
    try:
        return false_alert_rate(
            false_alerts=alerts.false,
            unresolved=alerts.unresolved,
            alerts=alerts.total,
            faces_seen=runs.passages,
            ceiling=pack_of(deployment).false_alert_ceiling,
        )
    except MeasureError:
        return None


def _rows(rate: FalseAlertRate) -> list[ShownRate]:
    return [
        ShownRate("False alerts of faces seen, unresolved ones counted as right", str(rate.best)),
        ShownRate("The same, unresolved ones counted as false", str(rate.worst)),
        ShownRate("False alerts of all alerts", str(rate.of_alerts)),
        ShownRate(f"Ceiling of 1 in {round(1 / rate.ceiling):,}", _ceiling(rate)),
    ]


def _ceiling(rate: FalseAlertRate) -> str:
    if rate.breach:
        return "Breached: even the lower bound lies above it."
    if rate.alarm:
        return "Alarm: the point estimate lies above it, but the counts do not prove a breach."
    if rate.worst_case_breach:
        return "Not breached as judged, but breached if every unresolved alert is false."
    return "No breach is shown. Small counts cannot show that the rate is below it either."
