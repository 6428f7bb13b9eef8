"""Other systems that read a deployment: named with their purpose, their token shown once, ended by one press."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.end_integration import end_integration
from overt.actions.name_integration import IntegrationPlan, name_integration
from overt.law import Role
from overt.law.acts import ON_DUTY
from overt.law.integrations import SCOPES
from overt.law.states import State
from overt.records.models import Integration
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import words_field
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.govuk import GovukForm
from overt.web.people import names_of
from overt.web.words import role_words


class IntegrationForm(GovukForm):
    """Which system reads, what for, what it may read, and where it is told of alerts’ states."""

    name = forms.CharField(
        label="Name of the system", max_length=100, error_messages={"required": "Enter the system’s name."}
    )
    purpose = words_field("What it is for", "Say what it is for.", "Who looks at it, and why.", longest=500)
    role = forms.ChoiceField(
        label="What it may read",
        choices=[(role.value, f"{role_words(role)}: {', '.join(sorted(SCOPES[role]))}") for role in SCOPES],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what it may read."},
    )
    webhook_url = forms.CharField(
        label="Address that is told of alerts’ states, if any",
        help_text="It begins with https://. It is told which alert and which state, and nothing of a subject.",
        required=False,
        max_length=500,
    )

    def plan(self) -> IntegrationPlan:
        """Return the plan as the action takes it."""
        said = self.cleaned_data
        return IntegrationPlan(said["name"], said["purpose"], Role(said["role"]), said["webhook_url"].strip())


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("name_integration"))
@confirmed
def integrations(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """List the systems of a deployment, and name another; its token is on the page that answers, and nowhere after."""
    deployment = deployment_or_404(deployment_id)
    form = IntegrationForm(request.POST if request.method == "POST" else None)
    named = None
    if form.is_bound and form.is_valid():
        named = attempt(form, lambda: name_integration(person_of(request), deployment, form.plan()))
    rows = list(Integration.objects.filter(deployment=deployment).order_by("named_at"))
    names = names_of({row.named_by for row in rows})
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "form": form if named is None else IntegrationForm(),
        "named": named,
        "rows": [(row, names[row.named_by]) for row in rows],
        "is_open": State(deployment.state) in ON_DUTY,
    }
    return render(request, "operate/integrations.html", context, status=422 if form.is_bound and not named else 200)


@require_POST
@page(roles_for("end_integration"))
def end(request: HttpRequest, integration_id: str) -> HttpResponse:
    """End one system's reading."""
    row = end_integration(person_of(request), get_object_or_404(Integration, pk=integration_id))
    messages.success(request, "The system reads nothing any more.")
    return redirect("integrations", row.deployment_id)
