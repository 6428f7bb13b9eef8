"""Pages beside the questions: the sealed files of the intelligence case, and advice before the request."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions import site
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.facts_people import current_roles
from overt.actions.files import BEGINNINGS, LARGEST_BYTES
from overt.actions.open_intelligence import open_intelligence
from overt.actions.record_advice import ADVISING, record_advice
from overt.actions.remove_intelligence import remove_intelligence
from overt.law import Role, State
from overt.records.models import Advice, ApplicationFile, Deployment
from overt.records.queries.application import list_counts
from overt.records.queries.packs import pack_of
from overt.web.apply.application import is_rehearsal
from overt.web.apply.forms import words_field
from overt.web.assess.files import as_download
from overt.web.assess.forms import OneFile
from overt.web.gates import attempt, deployment_or_404, offered, page, person_of, roles_for
from overt.web.govuk import GovukForm
from overt.web.people import names_of
from overt.web.words import role_words


class CaseForm(GovukForm):
    """One file of the intelligence case."""

    file = OneFile(
        label="File",
        help_text=f"Up to {LARGEST_BYTES // 2**20} MB: {', '.join(sorted(BEGINNINGS))}. It is sealed when you send it.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty.", "invalid": "Choose a file."},
    )


class AdviceForm(GovukForm):
    """Advice on the list, in one of the roles that advise and that the person holds."""

    given_as = forms.ChoiceField(
        label="You advise as", widget=forms.RadioSelect(), error_messages={"required": "Choose the role you advise in."}
    )
    words = words_field(
        "Your advice",
        "Write down the advice.",
        "On listing children and people with a disability: lawfulness, necessity, and the errors to expect.",
        longest=10_000,
    )

    def __init__(self, roles: list[Role], data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, initial={"given_as": roles[0].value if len(roles) == 1 else None})
        field = self.fields["given_as"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, role_words(role)) for role in roles]


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("attach_intelligence", "open_intelligence"))
def case(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """List the files, and attach one while it is a draft."""
    deployment = deployment_or_404(deployment_id)
    form = CaseForm(request.POST, request.FILES) if request.method == "POST" else CaseForm()
    if form.is_bound and form.is_valid():
        file, by = form.cleaned_data["file"], person_of(request)
        content = file.read()
        if attempt(form, lambda: attach_intelligence(by, deployment, name=file.name, content=content)):
            messages.success(request, "The file is attached, sealed.")
            return redirect("apply-case", deployment.pk)
    files = ApplicationFile.objects.filter(deployment=deployment).order_by("attached_at", "id")
    names = names_of({file.attached_by for file in files})
    context = _about(deployment) | {
        "form": form,
        "files": [(file, names[file.attached_by]) for file in files],
        "may_attach": offered(person_of(request), "attach_intelligence", deployment),
    }
    return render(request, "apply/case.html", context, status=422 if form.is_bound else 200)


@require_POST
@page(roles_for("open_intelligence"))
def download(request: HttpRequest, deployment_id: str, file_id: str) -> HttpResponse:
    """Give one file back, on record; never as something a browser would show or run."""
    row = get_object_or_404(ApplicationFile, pk=file_id, deployment_id=deployment_id)
    return as_download(open_intelligence(person_of(request), row))


@require_POST
@page(roles_for("remove_intelligence"))
def remove(request: HttpRequest, deployment_id: str, file_id: str) -> HttpResponse:
    """Take one file off the draft."""
    row = get_object_or_404(ApplicationFile, pk=file_id, deployment_id=deployment_id)
    remove_intelligence(person_of(request), row)
    messages.success(request, "The file is destroyed. Its receipt is in the ledger.")
    return redirect("apply-case", deployment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_advice"))
def advice(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Read what was advised, and advise while it is a draft."""
    deployment = deployment_or_404(deployment_id)
    counting = current_roles(person_of(request), deployment, site.now())
    form = AdviceForm(
        [role for role in ADVISING if role in counting], request.POST if request.method == "POST" else None
    )
    if form.is_bound and form.is_valid():
        role, words = Role(form.cleaned_data["given_as"]), form.cleaned_data["words"]
        if attempt(form, lambda: record_advice(person_of(request), deployment, given_as=role, words=words)):
            messages.success(request, "Your advice is recorded. The officer who decides reads it.")
            return redirect("apply-advice", deployment.pk)
    given = list(Advice.objects.filter(deployment=deployment).order_by("given_at", "id"))
    names, pack = names_of({one.given_by for one in given}), pack_of(deployment)
    context = _about(deployment) | {
        "form": form,
        "given": [(one, names[one.given_by]) for one in given],
        "counts": list_counts(deployment, pack),
        "child_age": pack.whole("child_under_years"),
        "may_advise": offered(person_of(request), "record_advice", deployment),
    }
    return render(request, "apply/advice.html", context, status=422 if form.is_bound else 200)


def _about(deployment: Deployment) -> dict[str, object]:
    return {
        "deployment": deployment,
        "rehearsal": is_rehearsal(deployment),
        "is_draft": deployment.state == State.DRAFT,
    }
