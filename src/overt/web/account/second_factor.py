"""When a second factor is asked: before any page of a role that decides, and anew before every act that decides.

A demonstration asks for none. It refuses to take a session for confirmed because its person merely owns a factor: the
factor must have been shown in this very session.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from overt.law.roles import DECIDING
from overt.records.models import Person
from overt.web.account.demo import is_demonstration

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SAFE = frozenset({"GET", "HEAD"})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factor_is_shown(request: HttpRequest, person: Person) -> bool:
    """Return whether this person, in this session, showed a second factor they still have."""
    shown = any(one.get("method") == "mfa" for one in get_authentication_records(request, person))
    return shown and Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def factor_wanted(request: HttpRequest, person: Person) -> HttpResponse | None:
    """Return the way to the page that sets up or asks for a second factor, or None when this session needs none."""
    if is_demonstration() or not person.roles & DECIDING or factor_is_shown(request, person):
        return None
    if Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists():
        return suspend_request(request, _way_to_confirm(person))
    return redirect("mfa_index")


def confirmed(view: View[P]) -> View[P]:
    """Ask for the second factor anew before a view changes anything; what was sent is kept and carried out after."""

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        assert isinstance(person, Person)
        if request.method in SAFE or is_demonstration() or _confirmed_lately(request, person):
            return view(request, *args, **kwargs)
        return suspend_request(request, _way_to_confirm(person))

    return asked


def _confirmed_lately(request: HttpRequest, person: Person) -> bool:
    """Return whether a second factor was shown anew within the time allowed (five minutes)."""
    shown = get_authentication_records(request, person)
    again = [one["at"] for one in shown if one.get("method") == "mfa" and one.get("reauthenticated")]
    return bool(again) and time.time() - again[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _way_to_confirm(person: Person) -> str:
    has_app = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
