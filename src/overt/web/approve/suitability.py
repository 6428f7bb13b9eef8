"""The technical lead's signature under an application, on a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from overt.actions.sign_technical_suitability import sign_technical_suitability
from overt.web.account.second_factor import confirmed
from overt.web.approve.forms import SuitabilityForm
from overt.web.gates import deployment_or_404, page, person_of, roles_for
from overt.web.reasons import reason_page


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("sign_technical_suitability"))
@confirmed
def sign_suitability(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Sign that this use, its engine and a trial's evaluation plan are technically suitable."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        SuitabilityForm(request.POST if request.method == "POST" else None),
        lambda form: sign_technical_suitability(
            person_of(request), deployment, statement=form.cleaned_data["statement"]
        ),
        done="Your signature is recorded.",
        heading="Sign technical suitability",
        explanation="Nobody can authorise a trial or an operational deployment before a technical lead has signed.",
        button="Sign",
    )
