"""Who gets through to a page, and what a refused act looks like; it refuses nobody by a rule of its own.

The rules are `overt.law`'s: pages name the acts they are for, and a person may open a page when one of their roles
may take one of those acts.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from overt.actions import site
from overt.actions.errors import ActionRefused, TappedAlready
from overt.actions.facts_people import current_roles
from overt.law import PERMISSIONS, TRANSITIONS, LawError, NotPermitted, Role, State
from overt.law.acts import ACTS, PREPARING
from overt.ledger.errors import LedgerError
from overt.records.errors import RecordsError
from overt.records.models import Deployment, Person
from overt.web.account.second_factor import factor_wanted
from overt.web.error_pages import trouble

P = ParamSpec("P")
T = TypeVar("T")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
Refusal = LawError | ActionRefused | RecordsError | LedgerError
TAP = re.compile("[0-9a-f]{32}")
REFUSALS = (LawError, ActionRefused, RecordsError, LedgerError)


def roles_for(*acts: str) -> frozenset[Role]:
    """Return every role that may take one of these acts."""
    return frozenset().union(*(PERMISSIONS[act].roles for act in acts))


def offered(person: Person, act: str, deployment: Deployment) -> bool:
    """Return whether to show the button of an act: a role that counts has it and the state allows it.

    The act itself decides.
    """
    counting = current_roles(person, deployment, site.now())
    return bool(PERMISSIONS[act].roles & counting) and State(deployment.state) in _states_of(act)


def _states_of(act: str) -> frozenset[State]:
    if act in ACTS:
        return ACTS[act].states
    return frozenset().union(*(step.from_states for step in TRANSITIONS if step.name == act))


EVERYBODY = frozenset(Role)
"""Anybody who holds a role here; somebody without one sees nothing."""

READERS = frozenset({Role.OVERSEER})
"""Roles that read an application only as the oversight group may, until it is decided."""


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; only behind `page`."""
    assert isinstance(request.user, Person)
    return request.user


def deployment_or_404(deployment_id: str) -> Deployment:
    """Return the deployment, or answer that there is no such page."""
    return get_object_or_404(Deployment, pk=deployment_id)


def reads_only_what_is_decided(person: Person, deployment: Deployment) -> bool:
    """Return whether an application is closed to this person until it is decided: the oversight group reads less."""
    return person.roles <= READERS and State(deployment.state) in PREPARING


def page(roles: frozenset[Role]) -> Callable[[Page[P]], Page[P]]:
    """Let people in these roles open the view, and turn a refused act into a page with its sentence."""

    def gate(view: Page[P]) -> Page[P]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if (first := factor_wanted(request, person_of(request))) is not None:
                return first
            if not roles & person_of(request).roles:
                return _closed(request, roles)
            if (lapsed := _lapsed(request, roles, kwargs.get("deployment_id"))) is not None:
                return lapsed
            try:
                return view(request, *args, **kwargs)
            except REFUSALS as refusal:
                return refused(request, refusal)

        return guarded

    return gate


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Take an act for a form; a refusal that is not about the person becomes the form's error."""
    try:
        return act()
    except REFUSALS as refusal:
        if is_about_the_person(refusal) or isinstance(refusal, TappedAlready):
            raise
        form.add_error(None, sentence_of(refusal))
        return None


def once(form: BaseForm, act: Callable[[], object]) -> bool:
    """Take an act for a form; true when it is done, be it by this press or by the same press sent before."""
    try:
        return attempt(form, act) is not None
    except TappedAlready:
        return True


def is_about_the_person(refusal: Refusal) -> bool:
    """Return whether the permission map refused this person, rather than the deployment's state."""
    return isinstance(refusal, NotPermitted) or isinstance(refusal.__cause__, NotPermitted)


def sentence_of(refusal: Refusal) -> str:
    """Return what the refusal says to a person."""
    return str(getattr(refusal, "sentence", refusal))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer 403 when the person may not, 409 when the deployment cannot; a press sent twice leads back."""
    if isinstance(refusal, TappedAlready):
        return done(request, request.headers.get("Referer", "/"))
    if is_about_the_person(refusal):
        return trouble(request, 403, "You may not do this", sentence_of(refusal))
    return trouble(request, 409, "That was not done", sentence_of(refusal))


def tap_of(request: HttpRequest) -> str:
    """Return the random key of the form that was sent; empty when it carries none of the right shape."""
    key = request.POST.get("tap", "")
    return key if TAP.fullmatch(key) else ""


def done(request: HttpRequest, target: str) -> HttpResponse:
    """Lead on after an act: a redirect, or its address for the script that sent the form."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    address = target if safe else "/"
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"next": address})
    return HttpResponseRedirect(address)


def _lapsed(request: HttpRequest, roles: frozenset[Role], deployment_id: object) -> HttpResponse | None:
    """Answer 403 where every role that opens this deployment's page is out of date; reading it alone stays open."""
    if roles == EVERYBODY or deployment_id is None:
        return None
    deployment = deployment_or_404(str(deployment_id))
    if roles & current_roles(person_of(request), deployment, site.now()):
        return None
    sentence = "Your training or your acknowledgement of the rules is out of date. “Your roles” says which."
    return trouble(request, 403, "Your role does not count now", sentence)


def _closed(request: HttpRequest, roles: frozenset[Role]) -> HttpResponse:
    from overt.web.words import role_words

    names = ", ".join(sorted(role_words(role) for role in roles))
    return trouble(request, 403, "This page is not for your role", f"It is for: {names}.")
