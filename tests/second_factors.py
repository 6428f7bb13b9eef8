"""Second factors of tests: real ones, kept as the site keeps them, and the codes a real app would show (RFC 6238)."""

import hmac
import struct
import time
from base64 import b32decode

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from overt.records.models import Person

STEP_SECONDS = 30


def code(secret: str, at: float | None = None) -> str:
    """The six digits an app shows at a moment (RFC 6238, SHA-1, 30 seconds)."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // STEP_SECONDS))
    mac = hmac.digest(b32decode(secret), counter, "sha1")
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_to_type(secret: str) -> str:
    """A code that stays the right one for as long as it takes to type and send it: not one about to change."""
    while time.time() % STEP_SECONDS > STEP_SECONDS - 5:
        time.sleep(0.2)
    return code(secret)


def next_code(secret: str, last: str) -> str:
    """A code that was not used yet: waits for the app's next one when need be."""
    while code(secret) == last:
        time.sleep(0.2)
    return code(secret)


def give_app(person: Person) -> str:
    """Give somebody an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def password_shown(person: Person) -> Client:
    """A client whose session is as after signing in with a password and nothing else."""
    return _came_in(Client(), person, {"method": "password", "at": time.time(), "username": person.login})


def signed_in(person: Person, *, strict: bool = False, confirmed: bool = True) -> Client:
    """A client whose session is as after signing in with a second factor, and confirming it when `confirmed`."""
    if not Authenticator.objects.filter(user=person, type="totp").exists():
        give_app(person)
    shown = {"method": "mfa", "type": "totp", "id": Authenticator.objects.get(user=person).pk, "at": time.time()}
    again = {"reauthenticated": True} if confirmed else {}
    return _came_in(Client(enforce_csrf_checks=strict), person, shown | again)


def _came_in(client: Client, person: Person, shown: dict[str, object]) -> Client:
    """Give the client a session that began with what was shown, kept as allauth keeps it."""
    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [shown]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client
