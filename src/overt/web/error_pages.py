"""Pages for what went wrong, in plain words; they refuse to show a trace, a setting or a record."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class _Trouble:
    status: int
    title: str
    sentence: str


_BAD_REQUEST = _Trouble(400, "The site did not understand that", "Go back, check what you entered and try again.")
_FORBIDDEN = _Trouble(
    403, "You may not do this", "Your roles do not include this. Ask an administrator if you think they should."
)
_NOT_FOUND = _Trouble(
    404, "Page not found", "Check the address. If you followed a link, what it led to may have been erased."
)
_TOO_MANY = _Trouble(429, "Too many attempts", "Wait a minute, then try again.")
_BROKEN = _Trouble(
    500,
    "Something went wrong",
    "Try again. If it happens again, tell the technical lead when it happened.",
)
_CSRF = _Trouble(
    403, "This page was open too long", "Your form was not sent. Go back, refresh the page and send it again."
)


def trouble(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """Return an error page with a sentence that says what to do next."""
    return render(request, "web/trouble.html", {"trouble": _Trouble(status, title, sentence)}, status=status)


def _page(request: HttpRequest, found: _Trouble) -> HttpResponse:
    return trouble(request, found.status, found.title, found.sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 400."""
    return _page(request, _BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 403."""
    return _page(request, _FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404."""
    return _page(request, _NOT_FOUND)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429, when signing in was tried too often from one place."""
    return _page(request, _TOO_MANY)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 500 from a page that needs no database."""
    return render(None, "web/broken.html", {"trouble": _BROKEN}, status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 403 for a form without a valid token."""
    return _page(request, _CSRF)
