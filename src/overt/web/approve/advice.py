"""The oversight group: asked for its advice, reading what it may, answering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from overt.actions.ask_for_advice import ask_for_advice
from overt.actions.give_advice import give_advice
from overt.actions.read_redacted import read_redacted
from overt.records.models import OversightRequest
from overt.records.queries.redaction import parts_of
from overt.web.approve.forms import AdviceForm, AskForm
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.reasons import reason_page


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("ask_for_advice"))
def ask(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Ask for the group's advice, saying what it may not read."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        AskForm(parts_of(deployment), request.POST if request.method == "POST" else None),
        lambda form: ask_for_advice(
            person_of(request),
            deployment,
            question=form.cleaned_data["question"],
            withheld=form.cleaned_data["withheld"],
        ),
        done="The oversight group is asked for its advice. The decision waits for it.",
        heading="Ask the oversight group",
        explanation=(
            "The group reads the application without identities and without the intelligence case. Withhold more only "
            "where reading it would do harm."
        ),
        button="Ask for advice",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("read_redacted"))
def consider(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show an overseer what may be read, with the form for the advice; each look is in the ledger."""
    deployment = deployment_or_404(deployment_id)
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: give_advice(person_of(request), deployment, **given)):
            messages.success(request, "Your advice is recorded. The officer who decides answers it.")
            return redirect("home")
    shown = read_redacted(person_of(request), deployment)
    named = parts_of(deployment)
    asked = OversightRequest.objects.get(deployment=deployment)
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "asked": asked,
        "parts": [(named[part], words) for part, words in shown.items() if words],
        "withheld": [named[part] for part in asked.withheld],
        "form": form,
    }
    return render(request, "approve/advice.html", context, status=422 if form.is_bound else 200)
