"""Views of the decision; the permission map keeps applicants from taking it, these pages only say so early."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions import site
from overt.actions.authorise import authorise
from overt.actions.authorise_urgently import authorise_urgently
from overt.actions.facts import applicants_of
from overt.actions.facts_people import current_roles
from overt.actions.refuse import refuse
from overt.actions.sign_controlled_space import sign_controlled_space
from overt.law import Source
from overt.records.models import Deployment, OversightRequest, Person
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import ReasonForm
from overt.web.approve.forms import DecisionForm, SpaceForm
from overt.web.approve.shown import shown
from overt.web.error_pages import trouble
from overt.web.gates import (
    EVERYBODY,
    attempt,
    deployment_or_404,
    offered,
    page,
    person_of,
    reads_only_what_is_decided,
    roles_for,
)
from overt.web.reasons import reason_page

DECIDERS = roles_for("authorise")
ACTS_OF_OTHERS = ("authorise", "authorise_urgently", "sign_technical_suitability", "review_authority")
"""Acts nobody with a hand in the application may take."""

ACTS_OF_ANYBODY = ("ask_for_advice", "cancel", "show_approvals", "export_form1")


@require_safe
@page(EVERYBODY)
def authority(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the authority, and the decision to those who may take it."""
    deployment = deployment_or_404(deployment_id)
    return _authority(request, deployment, _form(request, deployment), status=200)


@require_http_methods(["POST"])
@page(DECIDERS)
@confirmed
def decide(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Authorise, with the four tests answered."""
    deployment = deployment_or_404(deployment_id)
    form, by = _form(request, deployment), person_of(request)
    act = lambda: authorise(by, deployment, reasons=form.tests(), further=form.further())  # noqa: E731
    if form.is_valid() and attempt(form, act) is not None:
        messages.success(request, "The deployment is authorised, in its hours and as it stands on this page.")
        return redirect("authority", deployment.pk)
    return _authority(request, deployment, form, status=422)


@require_http_methods(["POST"])
@page(roles_for("authorise_urgently"))
@confirmed
def decide_urgently(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Authorise for the law pack's hours, until an Authorising Officer confirms it."""
    deployment = deployment_or_404(deployment_id)
    form, by = _form(request, deployment, urgent=True), person_of(request)
    act = lambda: authorise_urgently(  # noqa: E731
        by, deployment, reasons=form.tests(), urgency=form.cleaned_data["urgency"], further=form.further()
    )
    if form.is_valid() and attempt(form, act) is not None:
        messages.success(request, "The deployment is authorised until an Authorising Officer must have confirmed it.")
        return redirect("authority", deployment.pk)
    return _authority(request, deployment, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@page(DECIDERS)
@confirmed
def turn_down(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Refuse, with reasons."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: refuse(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The application is refused.",
        heading="Refuse the application",
        explanation="The team reads your reasons. A refused application cannot be opened again.",
        button="Refuse the application",
        button_classes="govuk-button--warning",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("sign_controlled_space"))
@confirmed
def sign_space(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Sign that the space of a live rehearsal is controlled."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        SpaceForm(request.POST if request.method == "POST" else None),
        lambda form: sign_controlled_space(person_of(request), deployment, **form.cleaned_data),
        done="Your signature is recorded.",
        heading="Sign for a controlled space",
        explanation="A rehearsal on a live camera needs a second person’s word that only people who know come in.",
        button="Sign",
    )


def _form(request: HttpRequest, deployment: Deployment, *, urgent: bool = False) -> DecisionForm:
    asked = OversightRequest.objects.filter(deployment=deployment).exists()
    urgent = urgent or not offered(person_of(request), "authorise", deployment)
    given = request.POST if request.method == "POST" else None
    return DecisionForm(deployment, given, advice_was_asked=asked, urgent=urgent)


def _authority(request: HttpRequest, deployment: Deployment, form: DecisionForm, status: int) -> HttpResponse:
    person = person_of(request)
    if reads_only_what_is_decided(person, deployment):
        return trouble(
            request, 403, "This application is not decided yet", "You read it when the oversight group is asked."
        )
    had_a_hand = person.pk in applicants_of(deployment)
    context = {
        "form": form,
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "had_a_hand": had_a_hand and offered(person, "authorise", deployment),
        "roles_that_lapsed": sorted(person.roles - current_roles(person, deployment, site.now())),
        "may": {act: offered(person, act, deployment) and not had_a_hand for act in ACTS_OF_OTHERS}
        | {act: offered(person, act, deployment) for act in ACTS_OF_ANYBODY},
        "may_sign_space": _may_sign_space(person, deployment) and not had_a_hand,
        **shown(person, deployment),
    }
    return render(request, "approve/authority.html", context, status=status)


def _may_sign_space(person: Person, deployment: Deployment) -> bool:
    needs_it = deployment.kind == "rehearsal" and deployment.source == Source.CAMERA
    return needs_it and offered(person, "sign_controlled_space", deployment)
