"""Server-sent events of one deployment: which part of the page has changed, and nothing else.

No event carries a name, a picture, a score or a place. A stream ends when its session does.
"""

import asyncio
from collections.abc import AsyncIterator
from functools import cache

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from overt.bus import LedgerBus
from overt.ledger.read import size
from overt.records.models import Person
from overt.web.account.second_factor import factor_wanted
from overt.web.gates import EVERYBODY

TICK_SECONDS = 2.0
"""How often counters and clocks are asked for again."""

CHECK_EVERY_TICKS = 5
"""How many ticks pass between two looks at whether the session is still good."""


@cache
def bus() -> LedgerBus:
    """Return this process's one tail of the ledger."""
    return LedgerBus()


def newest_index() -> int:
    """Return the ledger's newest index: what a page shown now already tells."""
    return size() - 1


def parts_of(event: str) -> str:
    """Return which parts of the operator's page an entry is about, or nothing."""
    if event.startswith("alert."):
        return "queue state figures"
    if event.startswith(("deployment.", "ceiling.")):
        return "acts state figures"
    if event.startswith("duty."):
        return "duty queue"
    return "state" if event.startswith(("camera.", "watchlist.", "erasure.")) else ""


@require_GET
async def events(request: HttpRequest, deployment_id: str) -> HttpResponseBase:
    """Stream what changes in one deployment, from the last event the browser saw."""
    if not await sync_to_async(_may_follow)(request):
        return HttpResponse("Sign in again.", status=403, content_type="text/plain; charset=utf-8")
    stream = _stream(request, deployment_id, _resume_from(request))
    return StreamingHttpResponse(
        stream, content_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


async def _stream(request: HttpRequest, deployment: str, after: int | None) -> AsyncIterator[str]:
    follower = bus().follow(after if after is not None else await sync_to_async(newest_index)())
    loop = asyncio.get_running_loop()
    tick, ticks = loop.time() + TICK_SECONDS, 0
    yield "retry: 1000\n\n"
    while True:
        try:
            entry = await asyncio.wait_for(anext(follower), max(0.0, tick - loop.time()))
        except TimeoutError:
            tick, ticks = loop.time() + TICK_SECONDS, ticks + 1
            if ticks % CHECK_EVERY_TICKS == 0 and not await sync_to_async(_may_follow)(request):
                yield "event: ended\ndata: signed out\n\n"
                return
            yield "event: changed\ndata: state figures\n\n"
            continue
        if entry.deployment == deployment and (parts := parts_of(entry.event)):
            yield f"id: {entry.index}\nevent: changed\ndata: {parts}\n\n"


def _resume_from(request: HttpRequest) -> int | None:
    given = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(given) if given.isascii() and given.isdigit() else None


def _may_follow(request: HttpRequest) -> bool:
    """Look the session and the person up anew: a stream outlives neither a sign-out nor the loss of a role."""
    try:
        session = request.session
        assert isinstance(session, SessionStore)
        if not request.user.is_authenticated or not session.exists(session.session_key or ""):
            return False
        person = Person.objects.filter(pk=request.user.pk).first()
        if person is None or factor_wanted(request, person) is not None:
            return False
        return bool(person.roles & EVERYBODY)
    finally:
        # A stream lives for hours and asks seldom: it must not hold a database connection meanwhile.
        connection.close()
