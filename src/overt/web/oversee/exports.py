"""One alert as evidence for a court: one person asks, another releases the encrypted file and takes it away."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.release_export import release_export
from overt.actions.request_export import ExportRequest, request_export
from overt.records.models import Alert, EvidenceExport
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import words_field
from overt.web.downloads import as_file
from overt.web.gates import page, person_of, roles_for, tap_of
from overt.web.govuk import GovukForm
from overt.web.reasons import reason_page


class ExportForm(GovukForm):
    """To whom an alert goes, with their public key, on what basis and for what."""

    recipient = forms.CharField(
        label="Who receives it",
        help_text="Name and body, for example the prosecutor in the case.",
        max_length=200,
        error_messages={"required": "Say who receives it."},
    )
    key = forms.CharField(
        label="The recipient’s age public key",
        help_text="It begins with age1. Have the recipient read it to you: its other half opens the file.",
        max_length=64,
        error_messages={"required": "Enter the recipient’s public key."},
    )
    basis = words_field("Lawful basis", "Say the lawful basis.", "The law or order it is given under.", longest=500)
    purpose = words_field("What for", "Say what it is for.", "For example, the case and the hearing.", longest=500)

    def asked(self) -> ExportRequest:
        """Return the request as the action takes it."""
        return ExportRequest(**{name: self.cleaned_data[name] for name in ("recipient", "key", "basis", "purpose")})


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("request_export"))
def ask(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Ask to give one alert away as evidence."""
    alert = get_object_or_404(Alert, pk=alert_id)
    by, tap = person_of(request), tap_of(request)
    return reason_page(
        request,
        alert.deployment,
        ExportForm(request.POST if request.method == "POST" else None),
        lambda form: request_export(by, alert, form.asked(), tap=tap),
        done="Your request is recorded. Another person must release the file.",
        back="retention",
        heading="Give an alert as evidence",
        explanation="Pictures, both views, settings, continuity and proofs leave as one file that only the recipient "
        "can open. What happens with it after that is the recipient’s to answer for.",
        button="Ask for the export",
    )


@require_POST
@page(roles_for("release_export"))
@confirmed
def release(request: HttpRequest, export_id: str) -> HttpResponse:
    """Release an export as the second person; the file is sent once and kept nowhere."""
    export = get_object_or_404(EvidenceExport.objects.select_related("deployment"), pk=export_id)
    row = export.deployment
    passport = settings.OVERT_PASSPORT(row.engine, row.engine_digest)
    released = release_export(person_of(request), export, passport=passport)
    return as_file(released.content, f"alert-{export.alert[:8]}.zip.age", "application/octet-stream")
