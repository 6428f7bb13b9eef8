"""The forms of signing in and of second factors; they refuse to say whether the name or the password was wrong."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from overt.records.models import Person
from overt.web.govuk import GovukForm

CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "class": "govuk-input--width-10"}


def _worded(form: forms.Form, name: str, label: str, empty: str, hint: str = "") -> forms.Field:
    """Give one of allauth's fields our words and none of its placeholders."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = empty
    field.widget.attrs.pop("placeholder", None)
    return field


class LoginForm(GovukForm, account.LoginForm):
    """A name and a password; a second factor is asked on the next page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = _worded(self, "login", "Name you sign in with", "Enter the name you sign in with.")
        login.widget.attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        _worded(self, "password", "Password", "Enter your password.")


class PasswordAgainForm(GovukForm, account.ReauthenticateForm):
    """The password again, for somebody who has no second factor yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "password", "Password", "Enter your password.")


class ChangePasswordForm(GovukForm, account.ChangePasswordForm):
    """The password held now, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "oldpassword", "Password you have now", "Enter the password you have now.")
        _worded(self, "password1", "New password", "Enter a new password.", "Twelve characters or more.")
        _worded(self, "password2", "New password again", "Enter the new password again.")


class SecondFactorForm(GovukForm, factor.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "The six digits your authenticator app shows now, or one of your recovery codes."
        _worded(self, "code", "Code", "Enter a code.", hint).widget.attrs |= CODE


class SecondFactorAgainForm(GovukForm, factor.ReauthenticateForm):
    """A code again, before an act that decides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "The six digits your authenticator app shows now. Each code works once."
        _worded(self, "code", "Code", "Enter a code.", hint).widget.attrs |= CODE


class ActivateAppForm(GovukForm, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "code", "Code", "Enter the code your app shows.", "Six digits.").widget.attrs |= CODE


class AddPasskeyForm(GovukForm, AddWebAuthnForm):
    """A name for a new passkey, and what the browser made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "name", "Name of this passkey", "", "For you alone, such as: phone, or key on my ring.")
        self.fields["credential"].error_messages |= {
            "required": "The browser made no passkey. Try again.",
            "invalid": "The browser made no passkey. Try again.",
        }


class SignInForm(GovukForm):
    """A name and a password, on a demonstration."""

    login = forms.CharField(
        label="Name you sign in with",
        max_length=64,
        error_messages={"required": "Enter the name you sign in with."},
        widget=forms.TextInput({"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1024,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def person(self, request: HttpRequest) -> Person | None:
        """Return who this is, or add the form's error."""
        found = authenticate(request, username=self.cleaned_data["login"], password=self.cleaned_data["password"])
        if isinstance(found, Person):
            return found
        self.add_error(None, "The name or the password is wrong. Check both and try again.")
        return None
