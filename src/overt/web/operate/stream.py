"""Server-sent events of one deployment: which part of the page has changed, and nothing else.

No event carries a name, a picture, a score or a place. A stream ends when its session does.
"""

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from overt.bus import LedgerBus
from overt.ledger.read import size
from overt.web.account.passes import Pass, pass_of, still_good
from overt.web.operate.broadcast import PARTS, Broadcast, OpenPage

_broadcasts: "WeakKeyDictionary[asyncio.AbstractEventLoop, Broadcast]" = WeakKeyDictionary()
"""This process's one broadcast: it belongs to the loop that serves, of which there is one."""


def newest_index() -> int:
    """Return the ledger's newest index: what a page shown now already tells."""
    return size() - 1


@require_GET
async def events(request: HttpRequest, deployment_id: str) -> HttpResponseBase:
    """Stream what changes in one deployment, of the parts the page shows, from the last event the browser saw."""
    holds = await sync_to_async(_pass_to_follow)(request)
    if holds is None:
        return HttpResponse("Sign in again.", status=403, content_type="text/plain; charset=utf-8")
    page = OpenPage(holds, deployment_id, _parts_shown(request), _resume_from(request))
    return StreamingHttpResponse(
        _stream(page),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(page: OpenPage) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    if (broadcast := _broadcasts.get(loop)) is None:
        broadcast = _broadcasts[loop] = Broadcast(LedgerBus())
    try:
        await broadcast.join(page)
        yield "retry: 1000\n\n"
        while said := await broadcast.next_for(page):
            yield said
        if page.end:
            yield page.end
    finally:
        broadcast.leave(page)


def _resume_from(request: HttpRequest) -> int | None:
    given = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(given) if given.isascii() and given.isdigit() else None


def _parts_shown(request: HttpRequest) -> frozenset[str]:
    """Return the parts the page says it shows; all of them when it names none."""
    named = frozenset(request.GET.get("parts", "").split())
    return named & frozenset(PARTS) or frozenset(PARTS)


def _pass_to_follow(request: HttpRequest) -> Pass | None:
    """Return what the page is let in with, or None when it is not."""
    try:
        holds = pass_of(request)
        return holds if holds is not None and holds in still_good([holds]) else None
    finally:
        # A stream lives for hours: it must not hold a database connection meanwhile.
        connection.close()
