"""Signing in, confirming and failing, written into the ledger as they happen; it refuses to write from where."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authentication_failed, authenticator_used
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest

from overt.actions.record_session import record_session
from overt.records.models import Person


def connect() -> None:
    """Listen to Django, allauth and axes."""
    user_logged_in.connect(_began, dispatch_uid="overt.session.began")
    user_login_failed.connect(_refused, dispatch_uid="overt.session.refused")
    authenticator_used.connect(_confirmed, dispatch_uid="overt.session.confirmed")
    authentication_failed.connect(_factor_refused, dispatch_uid="overt.session.factor_refused")
    user_locked_out.connect(_locked, dispatch_uid="overt.session.locked")


def factor_shown(request: HttpRequest, person: Person) -> str:
    """Return the strongest thing shown in this session: a second factor's kind, else password or single sign-on."""
    shown = get_authentication_records(request, person)
    factors = [str(one["type"]) for one in shown if one.get("method") == "mfa"]
    if factors:
        return factors[-1]
    return "single_sign_on" if any(one.get("method") == "socialaccount" for one in shown) else "password"


def _began(request: HttpRequest, user: Person, **_: Any) -> None:
    record_session("began", user.pk, factor=factor_shown(request, user))


def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if getattr(request, "axes_locked_out", False):
        return
    # A name nobody has is nobody's business: only somebody's own failures are recorded, as many as the lockout lets.
    person = Person.objects.filter(login=credentials.get("username", "")).first()
    if person is not None:
        record_session("refused", person.pk, factor="password")


def _confirmed(user: Person, authenticator: Any, reauthenticated: bool, **_: Any) -> None:
    if reauthenticated:
        record_session("confirmed", user.pk, factor=authenticator.type)


def _factor_refused(user: Person, authenticator: Any, **_: Any) -> None:
    record_session("refused", user.pk, factor=authenticator.type)


def _locked(request: HttpRequest, **_: Any) -> None:
    # Told once when the name closes, not at every attempt while it is closed.
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    credentials = getattr(request, "axes_credentials", None) or {}
    person = Person.objects.filter(login=credentials.get("username", "")).first()
    if person is not None:
        record_session("locked", person.pk)
