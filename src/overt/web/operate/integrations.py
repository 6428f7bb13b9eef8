"""Other systems that read a deployment: those its authority names, their token shown once, ended by one press."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.end_integration import end_integration
from overt.actions.name_integration import IntegrationPlan, name_integration
from overt.law.acts import ON_DUTY
from overt.law.integrations import SCOPES, NamedSystem
from overt.law.states import State
from overt.records.models import Deployment, Integration
from overt.records.queries.authority import systems_of
from overt.web.account.second_factor import confirmed
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.govuk import GovukForm
from overt.web.people import names_of
from overt.web.words import role_words


class IntegrationForm(GovukForm):
    """Which of the systems the authority names reads from now on, and where it is told of alerts’ states."""

    system = forms.ChoiceField(
        label="Which system", widget=forms.RadioSelect(), error_messages={"required": "Choose the system."}
    )
    webhook_url = forms.CharField(
        label="Address that is told of alerts’ states, if any",
        help_text="It begins with https://, on the host Form 1 names. It is told which alert and which state.",
        required=False,
        max_length=500,
    )

    def __init__(self, systems: Sequence[NamedSystem], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self._systems = systems
        field = self.fields["system"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(number), _words(one)) for number, one in enumerate(systems)]

    def plan(self) -> IntegrationPlan:
        """Return the plan as the action takes it."""
        chosen = self._systems[int(self.cleaned_data["system"])]
        return IntegrationPlan(chosen.name, chosen.role, self.cleaned_data["webhook_url"].strip())


def _words(system: NamedSystem) -> str:
    told = f"; told at {system.host}" if system.host else ""
    return f"{system.name}, as {role_words(system.role)}: {', '.join(sorted(SCOPES[system.role]))}{told}"


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("name_integration"))
@confirmed
def integrations(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """List the systems of a deployment, and name another; its token is on the page that answers, and nowhere after."""
    deployment = deployment_or_404(deployment_id)
    form = IntegrationForm(_unnamed(deployment), request.POST if request.method == "POST" else None)
    named = None
    if form.is_bound and form.is_valid():
        named = attempt(form, lambda: name_integration(person_of(request), deployment, form.plan()))
    rows = list(Integration.objects.filter(deployment=deployment).order_by("named_at"))
    names = names_of({row.named_by for row in rows})
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "form": form if named is None else IntegrationForm(_unnamed(deployment)),
        "authority_names_some": bool(systems_of(deployment)),
        "some_are_unnamed": bool(_unnamed(deployment)),
        "named": named,
        "rows": [(row, names[row.named_by]) for row in rows],
        "is_open": State(deployment.state) in ON_DUTY,
    }
    return render(request, "operate/integrations.html", context, status=422 if form.is_bound and not named else 200)


def _unnamed(deployment: Deployment) -> list[NamedSystem]:
    """Return the systems of the authority that have no living token."""
    named = set(Integration.objects.filter(deployment=deployment, ended_at=None).values_list("name", flat=True))
    return [one for one in systems_of(deployment) if one.name not in named]


@require_POST
@page(roles_for("end_integration"))
def end(request: HttpRequest, integration_id: str) -> HttpResponse:
    """End one system's reading."""
    row = end_integration(person_of(request), get_object_or_404(Integration, pk=integration_id))
    messages.success(request, "The system reads nothing any more.")
    return redirect("integrations", row.deployment_id)
