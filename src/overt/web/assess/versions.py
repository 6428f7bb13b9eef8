"""Reading, comparing and signing versions; the page of a version is also the one to print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions.sign_document import sign_document, signing_facts
from overt.law.roles import Role
from overt.law.templates import differences, template
from overt.records.models import DocumentVersion
from overt.records.queries.assessments import answers_of, is_unaltered
from overt.web.account.second_factor import confirmed
from overt.web.assess.finding import about, document_or_404, may, version_or_404
from overt.web.assess.forms import SignForm
from overt.web.assess.shown import sections_of, signatures_of
from overt.web.assess.words import value_words
from overt.web.gates import EVERYBODY, attempt, page, person_of, roles_for
from overt.web.people import name_of


@require_safe
@page(EVERYBODY)
def version(request: HttpRequest, document_id: str, number: int) -> HttpResponse:
    """Show a whole version on one page, to read or to print."""
    found = document_or_404(document_id)
    one = version_or_404(found, number)
    context = {
        **about(found),
        "version": one,
        "unaltered": is_unaltered(one),
        "in_force": found.in_force_id == one.pk,
        "finished_by": name_of(one.finished_by),
        "signatures": signatures_of(one),
        "sections": sections_of(template(found.kind), answers_of(one)),
        "may_sign": bool(_roles_to_sign(request, one)) and may(request, "sign_document", found.deployment),
        "before": number - 1,
    }
    return render(request, "assess/version.html", context)


@require_safe
@page(EVERYBODY)
def changes(request: HttpRequest, document_id: str, before: int, after: int) -> HttpResponse:
    """Show what changed between two versions, in words."""
    found = document_or_404(document_id)
    old, new = version_or_404(found, before), version_or_404(found, after)
    found_changes = differences(template(found.kind), answers_of(old), answers_of(new), value_words)
    context = {
        **about(found),
        "old": old,
        "new": new,
        "changes": found_changes,
        "finished_by": name_of(new.finished_by),
    }
    return render(request, "assess/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("sign_document"))
@confirmed
def sign(request: HttpRequest, document_id: str, number: int) -> HttpResponse:
    """Sign a version, in a role one holds and it still waits for."""
    found = document_or_404(document_id)
    one = version_or_404(found, number)
    roles = _roles_to_sign(request, one)
    form = SignForm(roles, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        role = Role(form.cleaned_data["role"])
        if attempt(form, lambda: sign_document(person_of(request), one, role=role)):
            found.refresh_from_db()
            told = "It is in force now." if found.in_force_id == one.pk else "It waits for the other signatures."
            messages.success(request, f"You have signed version {number}. {told}")
            return redirect("assess-version", found.pk, number)
    context = {
        **about(found),
        "form": form,
        "heading": f"Sign version {number}",
        "explanation": "Sign only what you have read. Nobody signs twice, and authors never sign alone.",
        "back": ("assess-version", number),
        "button": "Sign",
        "shut": "" if roles else "This version does not wait for a signature in a role of yours.",
        "version": one,
    }
    return render(request, "assess/act.html", context, status=422 if form.is_bound else 200)


def _roles_to_sign(request: HttpRequest, one: DocumentVersion) -> list[tuple[Role, str]]:
    shape, person = template(one.document.kind), person_of(request)
    newest = one.document.versions.order_by("-number").values_list("pk", flat=True).first() == one.pk
    facts = signing_facts(one, shape, Role.OVERSEER)
    if not newest or person.pk in facts.signers:
        return []
    wanted = facts.wanted & person.roles
    return [(signatory.role, signatory.capacity) for signatory in shape.signatories if signatory.role in wanted]
