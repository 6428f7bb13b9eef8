"""Sign in, sign out, choose colours, and the first page. Signing in gives no power: roles do."""

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from overt.law import State
from overt.records.models import Deployment
from overt.web.account.demo import PUBLISHED_PASSWORD, demo_people
from overt.web.account.forms import SignInForm
from overt.web.account.next_steps import next_steps
from overt.web.context import THEMES
from overt.web.gates import EVERYBODY, page, person_of, roles_for

THEME_SECONDS = 365 * 24 * 3600


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
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
    return redirect("sign-in")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of colours in a cookie that says nothing else."""
    answer = HttpResponseRedirect(_after(request, request.POST.get("next", "")))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=THEME_SECONDS, samesite="Lax", httponly=True)
    return answer


@require_safe
@page(EVERYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """List deployments, and what this person may do next with each."""
    roles = person_of(request).roles
    drafts_are_seen = bool(roles & roles_for("create_deployment"))
    listed = [
        (deployment, next_steps(roles, deployment))
        for deployment in Deployment.objects.order_by("-starts_at")
        if drafts_are_seen or deployment.state != State.DRAFT
    ]
    context = {"listed": listed, "roles": sorted(roles), "may_apply": drafts_are_seen}
    return render(request, "account/home.html", context)


def _after(request: HttpRequest, target: str) -> str:
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
