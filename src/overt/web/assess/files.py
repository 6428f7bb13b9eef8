"""Files attached to a document: sealed when they come, given back as downloads only, each look on record."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.attach_file import attach_file
from overt.actions.erase_attachment import erase_attachment
from overt.actions.open_attachment import OpenedAttachment, open_attachment
from overt.records.models import Attachment
from overt.web.account.second_factor import confirmed
from overt.web.assess.finding import about, document_or_404
from overt.web.assess.forms import AttachForm
from overt.web.gates import attempt, page, person_of, roles_for


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("attach_file"))
def attach(request: HttpRequest, document_id: str) -> HttpResponse:
    """Attach one file."""
    found = document_or_404(document_id)
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm()
    if form.is_bound and form.is_valid():
        file, keep_until = form.cleaned_data["file"], form.cleaned_data["keep_until"]
        by, content = person_of(request), file.read()
        if attempt(form, lambda: attach_file(by, found, name=file.name, content=content, keep_until=keep_until)):
            messages.success(request, "The file is attached, sealed.")
            return redirect("assess-document", found.pk)
    context = {
        **about(found),
        "form": form,
        "heading": "Attach a file",
        "button": "Attach the file",
        "explanation": "What is inside is not looked at. People get it back as a download, and each look is on record.",
        "with_file": True,
    }
    return render(request, "assess/act.html", context, status=422 if form.is_bound else 200)


@require_POST
@page(roles_for("open_attachment"))
def download(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """Give one file back, on record; never as something a browser would show or run."""
    row = get_object_or_404(Attachment.objects.select_related("document"), pk=attachment_id)
    return as_download(open_attachment(person_of(request), row))


def as_download(opened: OpenedAttachment) -> HttpResponse:
    """Return a file as a download that no browser shows or runs."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(opened.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return HttpResponse(opened.content, content_type="application/octet-stream", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("erase_attachment"))
@confirmed
def erase(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """Erase one file before its time."""
    row = get_object_or_404(Attachment.objects.select_related("document"), pk=attachment_id)
    found = document_or_404(row.document_id)
    if request.method == "POST":
        erase_attachment(person_of(request), row, ground="erased_by_hand")
        messages.success(request, "The file is erased. Its receipt is in the ledger.")
        return redirect("assess-document", found.pk)
    context = {
        **about(found),
        "heading": "Erase this file",
        "button": "Erase the file",
        "button_classes": "govuk-button--warning",
        "explanation": f"{row.name} is destroyed at once. It cannot be brought back.",
    }
    return render(request, "assess/act.html", context)
