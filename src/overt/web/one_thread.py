"""Keeps each request on one thread from the first middleware to the view; it refuses nothing and changes nothing.

Under ASGI Django asks a middleware that could be asynchronous for each of its steps on a thread, and comes back to the
loop in between. Inside one that is not, all others are called one after another on the request's own thread.
"""

from collections.abc import Callable
from typing import ClassVar

from django.http import HttpRequest, HttpResponseBase


class OneThread:
    """The innermost middleware."""

    sync_capable: ClassVar[bool] = True
    async_capable: ClassVar[bool] = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)
