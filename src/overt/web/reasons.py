"""One form with its words on a page of its own; it refuses nothing itself, the act behind it does."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from overt.records.models import Deployment
from overt.web.gates import once
from overt.web.govuk import GovukForm

F = TypeVar("F", bound=GovukForm)


def reason_page(
    request: HttpRequest,
    deployment: Deployment,
    form: F,
    act: Callable[[F], object],
    *,
    done: str,
    back: str = "authority",
    template: str = "web/reason.html",
    **words: object,
) -> HttpResponse:
    """Show a form about a deployment, or take the act and go back to the page of it called `back`."""
    about = {"deployment": deployment, "rehearsal": deployment.kind == "rehearsal"}
    address = reverse(back, args=[deployment.pk])
    return asked_page(request, form, act, done=done, back=address, template=template, **about, **words)


def asked_page(
    request: HttpRequest,
    form: F,
    act: Callable[[F], object],
    *,
    done: str,
    back: str,
    template: str = "web/reason.html",
    **words: object,
) -> HttpResponse:
    """Show the form, or take the act and go to the address `back`; `words` are what the template says around it."""
    if form.is_bound and form.is_valid() and once(form, lambda: act(form)):
        messages.success(request, done)
        return redirect(back)
    return render(request, template, {"form": form, **words}, status=422 if form.is_bound else 200)
