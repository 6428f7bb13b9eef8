"""The ASGI application: Django with uploads held in memory only and every answer private unless it says otherwise.

It refuses to let an upload touch a disk: Django would spool a large request to a temporary file, and a watchlist
picture must never be stored in the clear (I-1). A body above the limit is answered 413 before it is read to its end.
"""

import os
import warnings
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any

import django
from django.core.exceptions import RequestAborted
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.handlers.asgi import ASGIHandler, ASGIRequest

LARGEST_UPLOAD_BYTES = 48 * 1024 * 1024
"""The pictures of one watchlist entry or a file attached to a document, and room for the form's words."""

LARGEST_FORM_BYTES = 1024 * 1024
"""Any other form: words only."""

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_PRIVATE_HEADERS = {
    b"cache-control": b"no-store",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), display-capture=()",
    b"cross-origin-resource-policy": b"same-origin",
}


class BodyTooLarge(Exception):
    """The request is larger than the site takes."""


class _MemoryUpload(MemoryFileUploadHandler):
    """Keeps every upload in memory, whatever the settings say."""

    def handle_raw_input(self, *_: object, **__: object) -> None:
        self.activated = True


class PrivateRequest(ASGIRequest):
    """A request whose uploads stay in memory."""

    def _initialize_handlers(self) -> None:
        self._upload_handlers = [_MemoryUpload(self)]


class Application(ASGIHandler):
    """Django's handler with a bounded body in memory and headers that keep answers out of caches."""

    request_class = PrivateRequest

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one HTTP connection."""
        path = str(scope.get("path", ""))
        limit = LARGEST_UPLOAD_BYTES if path.startswith(("/apply/", "/assess/")) else LARGEST_FORM_BYTES
        send = send if path.startswith("/static/") else _private(send)
        try:
            await super().__call__(scope, _bounded(receive, limit), send)
        except BodyTooLarge:
            await _refuse(send, limit)

    async def read_body(self, receive: Receive) -> Any:
        """Return the request's body, in memory."""
        body = BytesIO()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestAborted
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                break
        body.seek(0)
        return body


def _bounded(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise BodyTooLarge
        return message

    return counted


def _private(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            extra = [(name, value) for name, value in _PRIVATE_HEADERS.items() if name not in given]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return with_headers


async def _refuse(send: Send, limit: int) -> None:
    text = f"This is more than the page takes at once ({limit // 2**20} MB). Go back and send less, or fewer pictures."
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def get_application() -> Application:
    """Return the site's application, set up from `DJANGO_SETTINGS_MODULE`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overt.cli.django_settings")
    django.setup(set_prefix=False)
    # WhiteNoise hands files over as blocking iterators; Django reads these few, small files whole, as we want it to.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    return Application()


application = get_application()
