"""The technical lead's signature under an application, on a page of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from overt.actions.sign_technical_suitability import sign_technical_suitability
from overt.web.account.second_factor import confirmed
from overt.web.approve.forms import SuitabilityForm
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("sign_technical_suitability"))
@confirmed
def sign_suitability(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Sign that this use, its engine and a trial's evaluation plan are technically suitable."""
    deployment = deployment_or_404(deployment_id)
    form = SuitabilityForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data["statement"]
        if attempt(form, lambda: sign_technical_suitability(person_of(request), deployment, statement=said)):
            messages.success(request, "Your signature is recorded.")
            return redirect("authority", deployment.pk)
    context = {
        "form": form,
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "heading": "Sign technical suitability",
        "button": "Sign",
        "explanation": "Nobody can authorise a trial or an operational deployment before a technical lead has signed.",
    }
    return render(request, "web/reason.html", context, status=422 if form.is_bound else 200)
