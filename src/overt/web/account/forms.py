"""The sign-in form; it refuses to say whether the name or the password was wrong."""

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from overt.records.models import Person
from overt.web.govuk import GovukForm


class SignInForm(GovukForm):
    """A name and a password."""

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
