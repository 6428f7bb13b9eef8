"""The figures while a deployment runs, in words and tables, each number with its denominator, interval and method."""

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overt.actions import site
from overt.actions.ceiling_standing import Standing, standing_of, test_of
from overt.measure.hourly import poisson_bounds
from overt.measure.intervals import clopper_pearson
from overt.measure.percentiles import Percentiles, percentiles
from overt.measure.sequential import CeilingTest, Colour
from overt.measure.values import FEW
from overt.records.models import Deployment
from overt.records.queries.live_figures import CameraFigures, CategoryFigures, LiveFigures, live_figures
from overt.web.gates import deployment_or_404, page
from overt.web.operate.preview import WATCHERS
from overt.web.oversee.blue_list import shown_blue_list
from overt.web.oversee.figures import counting_words, shown_negatives, shown_rates

FASTEST = 20
"""Fewer times than this are listed as how many there are: a 95th percentile of them would say nothing."""

COLOURS = {
    Colour.GREEN: ("Green: the evidence is below amber", "green"),
    Colour.AMBER: ("Amber: the next false alert halts the deployment", "yellow"),
    Colour.RED: ("Red: the deployment is halted", "red"),
}


@dataclass(frozen=True)
class ShownCamera:
    """One row of the table of cameras."""

    name: str
    passages: int
    a_minute: str
    alerts: int
    false_share: str
    unresolved: int


@dataclass(frozen=True)
class ShownCategory:
    """One row of the difference monitor."""

    category: str
    listed: int
    alerts: int
    false_share: str


@require_safe
@page(WATCHERS)
def figures_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the figures alone."""
    return render(request, "operate/figures.html", figures_context(deployment_or_404(deployment_id)))


def figures_context(deployment: Deployment) -> dict[str, object]:
    """Return everything the figures say."""
    names = list(deployment.cameras.order_by("name").values_list("name", flat=True))
    counted = live_figures(deployment.pk, names, site.now())
    passages = sum(camera.passages for camera in counted.cameras)
    looks = sum(counted.refusals.values())
    test, standing = test_of(deployment), standing_of(deployment)
    return {
        "deployment": deployment,
        "passages": passages,
        "counting": counting_words(deployment),
        "a_minute": _a_minute(passages, counted.minutes),
        "rates": shown_rates(deployment),
        "negatives": shown_negatives(deployment),
        "blue_list": shown_blue_list(deployment),
        "cameras": [_camera(camera) for camera in counted.cameras],
        "times": _times(counted),
        "refusals": list(counted.refusals.items()),
        "looks": looks,
        "categories": [_category(one) for one in counted.categories],
        "ceiling": _ceiling(test, standing),
        "path": _path(test, standing),
        "path_json": json.dumps(_chart(test, standing)),
    }


def _a_minute(events: int, minutes: float) -> str:
    """Return faces a minute with exact Poisson limits, or that nothing was counted."""
    if minutes < 1:
        return "less than a minute was counted"
    low, high = poisson_bounds(events, minutes)
    point = f"{events / minutes:.3g} a minute, " if events else ""
    return f"{events:,} in {minutes:.0f} minutes ({point}95 % interval {low:.3g} to {high:.3g}, exact Poisson)"


def _camera(one: CameraFigures) -> ShownCamera:
    rate = clopper_pearson(one.false_alerts, max(one.passages, one.false_alerts), unit="faces seen")
    return ShownCamera(
        one.camera, one.passages, _a_minute(one.passages, one.minutes), one.alerts, str(rate), one.unresolved
    )


def _category(one: CategoryFigures) -> ShownCategory:
    share = clopper_pearson(one.false_alerts, one.alerts, unit="alerts")
    return ShownCategory(one.category, one.listed, one.alerts, str(share))


def _times(counted: LiveFigures) -> list[tuple[str, str]]:
    return [
        ("From the camera’s picture to the alert", _percentiles(counted.to_alert_ms, "ms")),
        ("From the alert to the operator’s view", _percentiles(counted.to_decide_s, "s")),
    ]


def _percentiles(values: tuple[float, ...] | tuple[int, ...], unit: str) -> str:
    if len(values) < FASTEST:
        return f"{len(values)} so far: too few to state percentiles"
    told = percentiles(values, unit=unit)
    return f"{told}; {_bounds(told)}"


def _bounds(told: Percentiles) -> str:
    low, high = told.p95.low, told.p95.high
    ends = ["no lower bound" if low is None else f"{low:.4g}", "no upper bound" if high is None else f"{high:.4g}"]
    return f"95 % interval of p95: {ends[0]} to {ends[1]} {told.unit}"


def _ceiling(test: CeilingTest, standing: Standing) -> dict[str, object]:
    words, colour = COLOURS[Colour.RED if standing.last_colour is Colour.RED else standing.colour]
    return {
        "words": words,
        "colour": colour,
        "is_quiet": standing.colour is Colour.GREEN,
        "says": str(test),
        "counted": f"False alerts {standing.false_alerts}, faces {standing.faces:,} since this watch began",
        "evidence": f"{standing.evidence:.2f}",
        "boundary": f"{test.boundary:.2f}",
        "few": standing.false_alerts < FEW,
    }


def _path(test: CeilingTest, standing: Standing) -> list[tuple[int, int, str]]:
    """Return the table that says what the picture shows: each judgement, then now."""
    points = [*standing.path, (standing.faces, standing.false_alerts)]
    return [(faces, false, f"{test.evidence(false, faces):.2f}") for faces, false in dict.fromkeys(points)]


def _chart(test: CeilingTest, standing: Standing) -> dict[str, object]:
    """Return the columns of the picture: down with each face, up with each false alert, and the boundary.

    A picture needs a place of its own for each point, so judgements of one moment stand a hair apart in it.
    """
    apart = max(standing.faces, 1) / 500
    faces, evidence, false = [0.0], [0.0], 0
    for seen, judged in [*standing.path, (standing.faces, standing.false_alerts)]:
        for count in (min(false, judged, seen), judged):
            faces.append(max(float(seen), faces[-1] + apart))
            evidence.append(round(test.evidence(count, seen), 4))
        false = judged
    return {"faces": faces, "evidence": evidence, "boundary": round(test.boundary, 4)}
