"""How django-allauth is held to this site's rules: nobody signs themselves up, secrets are sealed, words are plain.

It refuses sign-up by any route, a password where a second factor exists, and a provider's word about who somebody is
before that person has connected it while signed in.
"""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.connect import do_connect
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect

from overt.actions.add_factor import add_factor
from overt.records.models import Person
from overt.web.error_pages import trouble

LOCKED = "Too many attempts failed. Wait five minutes, then try again."


class AccountAdapter(DefaultAccountAdapter):
    """Names and passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The name or the password is wrong. Check both and try again.",
        "incorrect_password": "The password is wrong. Try again.",
        "enter_current_password": "The password you have now is wrong. Try again.",
        "too_many_login_attempts": LOCKED,
        "rate_limited": LOCKED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """People are added by an administrator, never by themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting wrong passwords to the lockout, so that one rule holds and is explained on one page."""

    def add_message(self, *_: object, **__: object) -> None:
        """Say nothing: the site's own pages say what happened."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer the second factor alone where there is one: a password does not confirm who has more than that."""
        offered: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in offered if one["id"] != "reauthenticate"] or offered

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Return to the page about oneself."""
        return "/account"


class FactorAdapter(DefaultMFAAdapter):
    """Second factors; an authenticator app's secret lies in the database under a key that is not in it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is wrong or was used already. Wait for the next one and enter it.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white, so that a camera reads it from a dark page too."""
        from qrcode.image.svg import SvgPathFillImage
        from qrcode.main import make

        picture = make(url, image_factory=SvgPathFillImage)  # type: ignore[no-untyped-call]
        return str(picture.to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key derived from the site's session key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's signature
        """Name a passkey until its owner does."""
        del user, type
        return "Passkey"


def _box() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"overt: secrets of second factors").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """The force's provider: a way to say one's name and password, for people who connected it themselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Nobody is added by a provider's word."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect for somebody signed in; send away whom nobody here has connected."""
        if sociallogin.state.get("process") == "connect" and isinstance(request.user, Person):
            raise ImmediateHttpResponse(_connect(request, request.user, sociallogin))
        if not sociallogin.is_existing:
            sentence = "Sign in with your name and password first, then connect single sign-on on “Your sign-in”."
            raise ImmediateHttpResponse(
                trouble(request, 403, "This single sign-on is not connected to anybody here", sentence)
            )

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Say in plain words that the provider did not answer as it should."""
        del error, exception, extra_context  # they may hold what the provider said about somebody
        sentence = f"{provider.name} did not confirm who you are. Try again, or sign in with your name and password."
        raise ImmediateHttpResponse(trouble(request, 403, "Single sign-on did not work", sentence))


def _connect(request: HttpRequest, person: Person, sociallogin: SocialLogin) -> Any:
    try:
        with add_factor(person, "single_sign_on"):
            do_connect(request, sociallogin)
    except ValidationError:
        return trouble(request, 409, "That was not done", "This single sign-on is connected to somebody else already.")
    messages.success(request, "Single sign-on is connected.")
    return redirect("mfa_index")
