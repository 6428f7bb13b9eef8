"""Views of the decision; the permission map keeps applicants from taking it, these pages only say so early."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions import site
from overt.actions.authorise import authorise
from overt.actions.facts import applicants_of
from overt.actions.facts_people import current_roles
from overt.actions.refuse import refuse
from overt.actions.sign_controlled_space import sign_controlled_space
from overt.law import Source
from overt.records.models import Deployment, Person
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import ReasonForm
from overt.web.apply.listing import composition
from overt.web.approve.forms import FourTestsForm, SpaceForm
from overt.web.gates import EVERYBODY, attempt, deployment_or_404, offered, page, person_of, roles_for
from overt.web.people import name_of

DECIDERS = roles_for("authorise")


@require_safe
@page(EVERYBODY)
def authority(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the authority, and the decision to those who may take it."""
    return _authority(request, deployment_or_404(deployment_id), FourTestsForm(), status=200)


@require_http_methods(["POST"])
@page(DECIDERS)
@confirmed
def decide(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Authorise, with the four tests answered."""
    deployment = deployment_or_404(deployment_id)
    form = FourTestsForm(request.POST)
    by = person_of(request)
    if form.is_valid() and attempt(form, lambda: authorise(by, deployment, reasons=form.tests())) is not None:
        messages.success(request, "The deployment is authorised, in its hours and as it stands on this page.")
        return redirect("authority", deployment.pk)
    return _authority(request, deployment, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@page(DECIDERS)
@confirmed
def turn_down(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Refuse, with reasons."""
    deployment = deployment_or_404(deployment_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: refuse(person_of(request), deployment, reason=reason)):
            messages.success(request, "The application is refused.")
            return redirect("authority", deployment.pk)
    context = {
        "form": form,
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "heading": "Refuse the application",
        "button": "Refuse the application",
        "button_classes": "govuk-button--warning",
        "explanation": "The team reads your reasons. A refused application cannot be opened again.",
    }
    return render(request, "web/reason.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("sign_controlled_space"))
@confirmed
def sign_space(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Sign that the space of a live rehearsal is controlled."""
    deployment = deployment_or_404(deployment_id)
    form = SpaceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: sign_controlled_space(person_of(request), deployment, **given)):
            messages.success(request, "Your signature is recorded.")
            return redirect("authority", deployment.pk)
    context = {
        "form": form,
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "heading": "Sign for a controlled space",
        "button": "Sign",
        "explanation": "A rehearsal on a live camera needs a second person’s word that only people who know come in.",
    }
    return render(request, "web/reason.html", context, status=422 if form.is_bound else 200)


def _authority(request: HttpRequest, deployment: Deployment, form: FourTestsForm, status: int) -> HttpResponse:
    person = person_of(request)
    had_a_hand = person.pk in applicants_of(deployment)
    entries, counted = composition(deployment)
    context = {
        "form": form,
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "applicant": name_of(deployment.applicant),
        "authorised_by": name_of(deployment.authorised_by),
        "composition": counted,
        "entries": entries,
        "may_decide": offered(person, "authorise", deployment) and not had_a_hand,
        "roles_that_lapsed": sorted(person.roles - current_roles(person, deployment, site.now())),
        "had_a_hand": had_a_hand and offered(person, "authorise", deployment),
        "may_sign_space": _may_sign_space(person, deployment) and not had_a_hand,
        "technical_signatures": [(name_of(one.signed_by), one) for one in deployment.technical_signatures.all()],
        "may_sign_suitability": offered(person, "sign_technical_suitability", deployment) and not had_a_hand,
        "signatures": [(name_of(one.signed_by), one) for one in deployment.space_signatures.all()],
        "reasons": [(name_of(one.given_by), one) for one in deployment.reasons.order_by("given_at")],
    }
    return render(request, "approve/authority.html", context, status=status)


def _may_sign_space(person: Person, deployment: Deployment) -> bool:
    needs_it = deployment.kind == "rehearsal" and deployment.source == Source.CAMERA
    return needs_it and offered(person, "sign_controlled_space", deployment)
