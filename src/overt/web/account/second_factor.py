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
from django.utils.http import urlencode

from overt.law.roles import DECIDING
from overt.records.models import Person
from overt.web.account.demo import is_demonstration

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SAFE = frozenset({"GET", "HEAD"})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factor_was_shown(request: HttpRequest, person: Person) -> bool:
    """Return whether this person, in this session, showed a second factor."""
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, person))


def factor_is_shown(request: HttpRequest, person: Person) -> bool:
    """Return whether this person, in this session, showed a second factor they still have."""
    return factor_was_shown(request, person) and _has_factor(person)


def factor_wanted(request: HttpRequest, person: Person) -> HttpResponse | None:
    """Return the way to the page that sets up or asks for a second factor, or None when this session needs none."""
    if is_demonstration() or not person.roles & DECIDING or factor_is_shown(request, person):
        return None
    if _has_factor(person):
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


def confirmed_before(view: View[P]) -> View[P]:
    """Ask for the second factor before a form is even shown; what was sent too late is dropped, never kept.

    For forms with a password in them: a form that waits for confirmation waits in the session's row.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        assert isinstance(person, Person)
        if is_demonstration() or _confirmed_lately(request, person):
            return view(request, *args, **kwargs)
        return redirect(f"{_way_to_confirm(person)}?{urlencode({'next': request.path})}")

    return asked


def _confirmed_lately(request: HttpRequest, person: Person) -> bool:
    """Return whether a second factor, or the password of somebody without one, was shown anew in the time allowed."""
    shown = get_authentication_records(request, person)
    methods = {"mfa"} if _has_factor(person) else {"mfa", "password"}
    again = [one["at"] for one in shown if one.get("method") in methods and one.get("reauthenticated")]
    return bool(again) and time.time() - again[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _has_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def _way_to_confirm(person: Person) -> str:
    held = set(Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).values_list("type", flat=True))
    if not held:
        return reverse("account_reauthenticate")
    return reverse("mfa_reauthenticate" if Authenticator.Type.TOTP in held else "mfa_reauthenticate_webauthn")
