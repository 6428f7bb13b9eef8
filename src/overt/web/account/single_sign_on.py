"""Single sign-on through the force's own provider, where the site's settings name one; it refuses to add anybody."""

from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from overt.web.account.second_factor import confirmed
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
    answer: HttpResponse = openid.login(request, provider_id)
    return answer


@require_POST
@page(EVERYBODY)
@confirmed
def connect(request: HttpRequest) -> HttpResponse:
    """Go to the provider to connect it to oneself; the page's form says `process=connect`."""
    answer: HttpResponse = openid.login(request, PROVIDER)
    return answer


@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider says."""
    answer: HttpResponse = openid.callback(request, provider_id)
    return answer
