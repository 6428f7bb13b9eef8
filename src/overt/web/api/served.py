"""The API of one deployment for other systems: alerts' states, counts and health; OpenAPI at `/api/v1/openapi.json`.

A token names one integration, which reads what its role may and dies with its deployment; each read is in the ledger.
It reads at most 60 times in a minute; after that the answer is 429, and `Retry-After` says how many seconds to wait.
It refuses pictures, names, references of subjects, views and scores: none of them has a field here.
"""

import threading
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Query, Schema
from ninja.errors import Throttled
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.read_by_integration import integration_of, read_by_integration
from overt.law.integrations import Reading
from overt.records.models import Alert, Deployment, Integration
from overt.records.queries.alerts import Stage, stage_of
from overt.records.queries.authority import terms_of
from overt.records.queries.figures import alert_figures, run_figures
from overt.web.operate.status import status_of
from overt.web.oversee.figures import counting_words, rate_of

PREFIX = "api/v1/"
MOST = 500
READS_A_MINUTE = 60
"""What one token may ask: each read is an act with an entry of its own, and alerts' states are told by webhooks."""


class Problem(Schema):
    """Why a request was refused, in one sentence."""

    detail: str


class OneAlert(Schema):
    """One alert and how far people have come with it."""

    alert: str
    camera: str
    raised_at: datetime
    stage: Stage


class Alerts(Schema):
    """The newest alerts of the deployment, newest first."""

    deployment: str
    alerts: list[OneAlert]


class OneRate(Schema):
    """A rate with everything it rests on; `rate` is null when nothing was counted."""

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


class Counts(Schema):
    """What was counted so far; the two rates are null while cameras have not reported the passages of all alerts."""

    deployment: str
    counting: str
    faces_seen: int
    recognition_opportunities: int
    alerts: int
    true_alerts: int
    false_alerts: int
    unresolved: int
    false_alert_rate_best_case: OneRate | None
    false_alert_rate_worst_case: OneRate | None


class CameraHealth(Schema):
    """One camera in words, with what it processed and skipped."""

    camera: str
    says: str
    frames: int
    frames_skipped: int


class Health(Schema):
    """How the deployment stands: its state, the end of its authority, its cameras."""

    deployment: str
    state: str
    ends_at: datetime
    cameras: list[CameraHealth]


class Token(HttpBearer):
    """The token of one integration, as `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Integration | None:  # noqa: ARG002 - ninja's signature
        """Return whose token it is, or None: then the answer is 401."""
        return integration_of(token)


class TokensRate(threading.local, AuthRateThrottle):
    """Counts each token's reads in this process.

    The library's counter keeps the request at hand on itself: requests on other threads must not overwrite it.
    """


api = NinjaAPI(
    title="Overt: one deployment",
    version="1",
    description=(__doc__ or "").partition("\n\n")[2],
    openapi_url=None,
    docs_url=None,
    auth=Token(),
    throttle=TokensRate(f"{READS_A_MINUTE}/m"),
    urls_namespace="api",
)
REFUSALS: dict[int, type[Schema]] = {401: Problem, 403: Problem, 409: Problem, 429: Problem, 503: Problem}


@api.exception_handler(ActionRefused)
def _refused(request: HttpRequest, refused: ActionRefused) -> HttpResponse:
    status = {"scope_missing": 403, "token_dead": 401}.get(refused.code, 409)
    return api.create_response(request, {"detail": refused.sentence}, status=status)


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, refused: Throttled) -> HttpResponse:  # noqa: ARG001 - ninja adds Retry-After
    sentence = f"A token reads at most {READS_A_MINUTE} times in a minute. Wait, then ask again."
    return api.create_response(request, {"detail": sentence}, status=429)


@api.exception_handler(NotRecorded)
def _not_recorded(request: HttpRequest, problem: NotRecorded) -> HttpResponse:
    return api.create_response(request, {"detail": problem.sentence}, status=503)


@api.get("alerts", response={200: Alerts, 422: Any, **REFUSALS}, summary="Alerts and their states")
def alerts(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST)] = 100) -> Alerts:
    """Give the newest alerts; each is a possible match for people to look at, never an identification."""
    row = _reading(request, Reading.ALERTS)
    newest = Alert.objects.filter(deployment=row).prefetch_related("views", "assignments", "decisions")
    told = [
        OneAlert(alert=one.id, camera=one.camera, raised_at=one.raised_at, stage=stage_of(one))
        for one in newest.order_by("-raised_at")[:limit]
    ]
    return Alerts(deployment=row.id, alerts=told)


@api.get("counts", response={200: Counts, **REFUSALS}, summary="Counts and the false alert rate")
def counts(request: HttpRequest) -> Counts:
    """Give the counts of the whole deployment, each rate with its interval and method."""
    row = _reading(request, Reading.COUNTS)
    runs, judged = run_figures(row.id), alert_figures(row.id)
    rate = rate_of(row, judged, runs)
    return Counts(
        deployment=row.id,
        counting=counting_words(row),
        faces_seen=runs.passages,
        recognition_opportunities=runs.recognition_opportunities,
        alerts=judged.total,
        true_alerts=judged.true,
        false_alerts=judged.false,
        unresolved=judged.unresolved,
        false_alert_rate_best_case=None if rate is None else OneRate.model_validate(rate.best.to_json()),
        false_alert_rate_worst_case=None if rate is None else OneRate.model_validate(rate.worst.to_json()),
    )


@api.get("health", response={200: Health, **REFUSALS}, summary="State and cameras")
def health(request: HttpRequest) -> Health:
    """Say how the deployment and its cameras stand."""
    row = _reading(request, Reading.HEALTH)
    cameras = [
        CameraHealth(camera=one.name, says=one.words, frames=one.frames, frames_skipped=one.frames_skipped)
        for one in status_of(row).cameras
    ]
    return Health(deployment=row.id, state=row.state, ends_at=terms_of(row).ends_at, cameras=cameras)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Publish what the API is, made from the code."""
    return JsonResponse(api.get_openapi_schema(path_prefix=f"/{PREFIX}"))


def paths() -> list[URLPattern]:
    """Return the API's addresses, one by one, for the site's list of addresses."""
    named = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    served = [path(f"{PREFIX}{one.pattern}", one.callback, name=f"api-{one.name}") for one in named]
    return [path(f"{PREFIX}openapi.json", openapi, name="api-openapi"), *served]


def _reading(request: HttpRequest, what: Reading) -> Deployment:
    found: Any = getattr(request, "auth", None)
    assert isinstance(found, Integration), "the token was looked at first"
    return read_by_integration(found, what)
