"""Single sign-on through the force's own provider, where the site's settings name one; it refuses to add anybody."""

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from overt.web.account.second_factor import confirmed
from overt.web.error_pages import trouble
from overt.web.gates import EVERYBODY, page

PROVIDER = "force"


def provider_name() -> str:
    """Return what people call the provider, or nothing where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return str(apps[0]["name"]) if apps else ""


@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider to sign in."""
    if request.POST.get("process", "login") != "login":
        raise Http404
    return _asked(request, openid.login, provider_id)


@require_POST
@page(EVERYBODY)
@confirmed
def connect(request: HttpRequest) -> HttpResponse:
    """Go to the provider to connect it to oneself; the page's form says `process=connect`."""
    return _asked(request, openid.login, PROVIDER)


@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider says."""
    return _asked(request, openid.callback, provider_id)


def _asked(request: HttpRequest, view: Callable[..., HttpResponse], provider_id: str) -> HttpResponse:
    """Ask the provider; one that does not answer, or not as OpenID Connect says, is said in plain words."""
    try:
        return view(request, provider_id)
    except (RequestException, KeyError, ValueError):
        sentence = f"{provider_name()} does not answer as it should. Sign in with your name and password."
        return trouble(request, 502, "Single sign-on did not work", sentence)
