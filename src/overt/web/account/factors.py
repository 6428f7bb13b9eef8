"""Pages of one's own second factors: allauth's views, each change recorded in the transaction that makes it.

They refuse to take away the last factor of somebody whose role decides: the action does, whatever form was sent.
"""

from contextlib import AbstractContextManager
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from overt.actions.add_factor import add_factor
from overt.actions.remove_factor import remove_factor
from overt.web.account.answers import Answers422
from overt.web.account.second_factor import factor_wanted
from overt.web.account.single_sign_on import provider_name
from overt.web.gates import REFUSALS, person_of, refused


class Recorded:
    """Carries out allauth's change inside the action that records it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the change within its record; a refusal becomes a page with its sentence."""
        try:
            with self.act():
                answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except REFUSALS as refusal:
            return refused(self.request, refusal)
        self.done()
        return answer

    def act(self) -> AbstractContextManager[None]:
        """Return the action this change is."""
        raise NotImplementedError

    def done(self) -> None:
        """Say so, once it is done."""


class Shown(Recorded):
    """A factor that was just set up was shown in this session: nobody has to show it again at once."""

    factor: str
    words: str

    def act(self) -> AbstractContextManager[None]:
        """Add the factor."""
        return add_factor(person_of(self.request), self.factor)

    def done(self) -> None:
        """Count the factor as shown in this session."""
        person = person_of(self.request)
        newest = Authenticator.objects.filter(user_id=person.pk, type=self.factor).latest("created_at")
        record_authentication(self.request, person, "mfa", id=newest.pk, type=newest.type)
        messages.success(self.request, self.words)


class AddApp(Answers422, Shown, ActivateTOTPView):
    """Set up an authenticator app."""

    factor = "totp"
    words = "Your authenticator app is set up."


class AddPasskey(Answers422, Shown, AddWebAuthnView):
    """Set up a passkey or a security key."""

    factor = "webauthn"
    words = "Your passkey is set up."


class MakeCodes(Recorded, GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop working."""

    def act(self) -> AbstractContextManager[None]:
        """Add the codes."""
        return add_factor(person_of(self.request), "recovery_codes")


class RemoveApp(Recorded, DeactivateTOTPView):
    """Take the authenticator app away."""

    def act(self) -> AbstractContextManager[None]:
        """Remove the factor."""
        return remove_factor(person_of(self.request), "totp", self.authenticator.pk)

    def done(self) -> None:
        """Say so."""
        messages.success(self.request, "Your authenticator app is taken away.")


class RemovePasskey(Recorded, RemoveWebAuthnView):
    """Take a passkey away."""

    def act(self) -> AbstractContextManager[None]:
        """Remove the factor."""
        return remove_factor(person_of(self.request), "webauthn", self.get_object().pk)

    def done(self) -> None:
        """Say so."""
        messages.success(self.request, "Your passkey is taken away.")


class PasskeyAgain(ReauthenticateWebAuthnView):
    """Show a passkey anew; what went wrong is said on the same page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with its error; allauth would go to the sign-in page."""
        return self.render_to_response(self.get_context_data() | {"form": form}, status=422)


class Factors(IndexView):
    """Show one's own factors, and what is missing."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a role of this person wants a factor, and single sign-on where there is one."""
        person = person_of(self.request)
        return super().get_context_data(**kwargs) | {
            "wanted": factor_wanted(self.request, person) is not None,
            "provider": provider_name(),
            "provider_button": f"Connect {provider_name()}",
            "connected": SocialAccount.objects.filter(user_id=person.pk).exists(),
        }


factors = Factors.as_view()
add_app = login_required(AddApp.as_view())
remove_app = RemoveApp.as_view()
add_passkey = login_required(AddPasskey.as_view())
remove_passkey = login_required(RemovePasskey.as_view())
make_codes = login_required(MakeCodes.as_view())
see_codes = ViewRecoveryCodesView.as_view()
passkey_again = PasskeyAgain.as_view()
