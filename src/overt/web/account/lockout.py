"""What the lockout keeps and says: wrong passwords are counted; neither the name tried nor the place is kept."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from overt.web.error_pages import trouble


def name_tried(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """Return a pseudonym of the name somebody tries: the same for one name, telling nothing without the site's key."""
    tried = (credentials or {}).get("username") or request.POST.get("login", "")
    return salted_hmac("overt.lockout", str(tried), algorithm="sha256").hexdigest()[:32]


def nowhere(_request: HttpRequest) -> None:
    """Return no address: where somebody signs in from is not kept."""


def nobody(*_: object) -> str:
    """Return what a log line calls whoever tries."""
    return "somebody"


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Say that this name is closed, until when, and what else can be done."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    sentence = (
        f"The password was wrong {settings.AXES_FAILURE_LIMIT} times, so this name is closed for {minutes} minutes."
        " Then try again. If it was not you, tell an administrator."
    )
    return trouble(request, 429, "Too many wrong passwords", sentence)
