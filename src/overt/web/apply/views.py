"""Views of the deployment team; every change is one action, and none of them decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.change_plan import change_plan
from overt.actions.create_deployment import create_deployment
from overt.actions.record_consent import record_consent
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.withdraw import withdraw
from overt.actions.withdraw_entry import withdraw_entry
from overt.law import Kind, Source, State
from overt.law.conditions.documents import BOUND
from overt.records.models import Deployment, WatchlistEntry
from overt.records.queries.blue_list import volunteer_numbers
from overt.web.apply.application import Asked
from overt.web.apply.engine import engine_on_offer, facts_in_words
from overt.web.apply.forms import ChangePlanForm, ConsentForm, EntryForm, PlanForm, ReasonForm
from overt.web.apply.list_forms import SubjectForm
from overt.web.apply.list_views import progress
from overt.web.apply.listing import entries_of, is_an_owner, listing
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.reasons import reason_page

TEAM = roles_for("create_deployment")


@require_http_methods(["GET", "HEAD", "POST"])
@page(TEAM)
def new(request: HttpRequest) -> HttpResponse:
    """Draft an application."""
    engine = engine_on_offer()
    form = PlanForm(engine, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        created = attempt(form, lambda: create_deployment(person_of(request), form.plan()))
        if created:
            return redirect("apply", created.pk)
    context = {"form": form, "engine_facts": facts_in_words(engine)}
    return render(request, "apply/new.html", context, status=422 if form.is_bound else 200)


@require_safe
@page(TEAM)
def draft(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the application and what is left to do."""
    deployment = deployment_or_404(deployment_id)
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "entries": listing(deployment, owner=is_an_owner(person_of(request), deployment)),
        **progress(deployment),
        "tasks": Asked(deployment).tasks(),
        "needs_documents": Kind(deployment.kind) in BOUND,
        "is_open": deployment.state == State.DRAFT and deployment.sealed_at is None,
        "is_draft": deployment.state == State.DRAFT,
        "consent_is_needed": _consent_is_needed(deployment),
    }
    return render(request, "apply/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("change_plan"))
def plan(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Change the plan of a draft."""
    deployment, by = deployment_or_404(deployment_id), person_of(request)
    engine = engine_on_offer()
    return reason_page(
        request,
        deployment,
        ChangePlanForm(engine, deployment, request.POST if request.method == "POST" else None),
        lambda form: change_plan(by, deployment, form.plan(), seen=form.cleaned_data["seen"]),
        done="The plan is changed.",
        back="apply",
        template="apply/plan.html",
        engine_facts=facts_in_words(engine),
        is_draft=deployment.state == State.DRAFT,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(TEAM)
def add_entry(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Put one person on the list, with pictures that go sealed to the enrolment service."""
    deployment, by = deployment_or_404(deployment_id), person_of(request)
    made = EntryForm if deployment.kind == "rehearsal" else SubjectForm
    return reason_page(
        request,
        deployment,
        made(deployment, request.POST, request.FILES) if request.method == "POST" else made(deployment),
        lambda form: add_to_watchlist(by, deployment, **form.entry()),
        done="The entry is on the list. Its pictures are waiting for their check.",
        back="apply",
        template="apply/entry.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(TEAM)
def consent(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Record one listed person's consent to a rehearsal."""
    deployment, by = deployment_or_404(deployment_id), person_of(request)
    return reason_page(
        request,
        deployment,
        ConsentForm(list(entries_of(deployment)), request.POST if request.method == "POST" else None),
        lambda form: record_consent(
            by,
            deployment,
            text=form.cleaned_data["text"],
            entry=form.chosen(),
            declared_group=form.cleaned_data["declared_group"],
        ),
        done="The consent is recorded, sealed.",
        back="apply",
        template="apply/consent.html",
    )


@require_POST
@page(TEAM)
def seal(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Seal the watchlist: from now on it only shrinks."""
    deployment = deployment_or_404(deployment_id)
    seal_watchlist(person_of(request), deployment)
    messages.success(request, "The watchlist is sealed. From now on it can only shrink.")
    return redirect("apply", deployment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(TEAM)
def take_back(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Withdraw the application, with a reason."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: withdraw(person_of(request), deployment, reason=form.cleaned_data["reason"]),
        done="The application is withdrawn.",
        back="record",
        heading="Withdraw the application",
        button="Withdraw the application",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("withdraw_entry"))
def take_off(request: HttpRequest, deployment_id: str, entry_id: str) -> HttpResponse:
    """Take one person off the list, even in the middle of a deployment."""
    deployment = deployment_or_404(deployment_id)
    entry = get_object_or_404(WatchlistEntry, pk=entry_id, deployment=deployment)
    return reason_page(
        request,
        deployment,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda form: withdraw_entry(person_of(request), entry, reason=form.cleaned_data["reason"]),
        done="The entry is withdrawn and its pictures are destroyed.",
        back="record",
        heading="Take a person off the watchlist",
        explanation="Their pictures and templates are destroyed at once. They cannot be put back.",
        button="Withdraw this entry",
        button_classes="govuk-button--warning",
    )


def _consent_is_needed(deployment: Deployment) -> bool:
    """Whether somebody on the list is compared with only if they consented: a rehearsal's people, and volunteers."""
    if deployment.source != Source.CAMERA:
        return False
    return deployment.kind == Kind.REHEARSAL or bool(volunteer_numbers(deployment.pk))
