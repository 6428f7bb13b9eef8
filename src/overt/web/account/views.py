"""Sign in, sign out, choose colours, and the first page. Signing in gives no power: roles do."""

from typing import Any

from allauth.account import views as allauth
from allauth.mfa.base import views as factor
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from overt.law import State
from overt.records.models import Deployment, OversightRequest
from overt.web.account.answers import Answers422
from overt.web.account.demo import PUBLISHED_PASSWORD, demo_people, is_demonstration
from overt.web.account.forms import SignInForm
from overt.web.account.next_steps import next_steps
from overt.web.account.single_sign_on import provider_name
from overt.web.context import THEMES
from overt.web.error_pages import trouble
from overt.web.gates import EVERYBODY, page, person_of, reads_only_what_is_decided, roles_for
from overt.web.team.standing import member

THEME_SECONDS = 365 * 24 * 3600


class SignIn(Answers422, allauth.LoginView):
    """Ask for name and password; the second factor comes on the page after."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add single sign-on where the site has it."""
        provider = provider_name()
        return super().get_context_data(**kwargs) | {
            "next": self.request.POST.get("next", self.request.GET.get("next", "")),
            "provider": provider,
            "provider_button": f"Sign in with {provider}",
        }


class SecondFactor(Answers422, factor.AuthenticateView):
    """Ask for the second factor of somebody whose password was right."""


class PasswordAgain(Answers422, allauth.ReauthenticateView):
    """Ask for the password again, of somebody who has no second factor yet."""


class CodeAgain(Answers422, factor.ReauthenticateView):
    """Ask for a code again, before something that decides."""


class ChangePassword(Answers422, allauth.PasswordChangeView):
    """Change one's own password."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it, and say so; every other session of this person ends."""
        answer: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return answer


second_factor = SecondFactor.as_view()
password_again = PasswordAgain.as_view()
code_again = CodeAgain.as_view()
change_password = login_required(ChangePassword.as_view())
_sign_in = SignIn.as_view()


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password; on a demonstration that is all."""
    return _demonstration_sign_in(request) if is_demonstration() else _sign_in(request)


def inactive(request: HttpRequest) -> HttpResponse:
    """Say that somebody may no longer sign in here."""
    return trouble(request, 403, "You cannot sign in here any more", "Ask an administrator if you think you should.")


def _demonstration_sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (person := form.person(request)):
        auth.login(request, person)
        return redirect(_after(request, request.POST.get("next", "")))
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "demo_people": demo_people(),
        "demo_password": PUBLISHED_PASSWORD,
    }
    return render(request, "account/sign_in.html", context, status=422 if form.is_bound else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and with it every stream of events it opened."""
    auth.logout(request)
    answer = redirect("sign-in")
    # An installed officer's page forgets its last list with the session.
    answer["Clear-Site-Data"] = '"storage"'
    return answer


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of colours in a cookie that says nothing else."""
    answer = HttpResponseRedirect(_after(request, request.POST.get("next", "")))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=THEME_SECONDS, samesite="Lax", httponly=True)
    return answer


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Keep in a cookie whether single keys act on the operator's pages."""
    answer = HttpResponseRedirect(_after(request, request.POST.get("next", "")))
    chosen = request.POST.get("keys", "")
    if chosen in {"on", "off"}:
        answer.set_cookie("keys", chosen, max_age=THEME_SECONDS, samesite="Lax", httponly=True)
    return answer


@require_safe
@page(EVERYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """List deployments, and what this person may do next with each."""
    roles = person_of(request).roles
    may_apply = bool(roles & roles_for("create_deployment"))
    drafts_are_seen = bool(roles & roles_for("create_deployment", "record_advice"))
    person = person_of(request)
    asked = set(OversightRequest.objects.values_list("deployment_id", flat=True))
    listed = [
        (deployment, closed, next_steps(roles, deployment))
        for deployment in Deployment.objects.order_by("-starts_at")
        for closed in [reads_only_what_is_decided(person, deployment)]
        if (drafts_are_seen or deployment.state != State.DRAFT) and (not closed or deployment.pk in asked)
    ]
    context = {
        "listed": listed,
        "roles": sorted(roles),
        "may_apply": may_apply,
        "lapsed": [] if is_demonstration() else [one.role for one in member(person_of(request)).roles if one.lapsed],
    }
    return render(request, "account/home.html", context)


def _after(request: HttpRequest, target: str) -> str:
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
