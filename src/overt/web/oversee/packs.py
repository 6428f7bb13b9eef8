"""The law pack that binds this site: what it says, what was proposed, and the two people it takes to change it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions.agree_law_pack import agree_law_pack
from overt.actions.decline_law_pack import decline_law_pack
from overt.actions.propose_law_pack import propose_law_pack
from overt.law import PERMISSIONS, LawPack, packs
from overt.records.models import LawPackVersion, PackState, Person
from overt.records.queries.packs import pack_in_force, version_in_force
from overt.web.gates import EVERYBODY, attempt, page, person_of, roles_for
from overt.web.oversee.forms import DeclineForm, ProposePackForm
from overt.web.pack_words import change_context, shown_limits
from overt.web.people import name_of, names_of
from overt.web.reasons import asked_page


@require_safe
@page(EVERYBODY)
def pack(request: HttpRequest) -> HttpResponse:
    """Show the pack in force, the proposal that waits, and every version before."""
    versions = list(LawPackVersion.objects.select_related("from_version").order_by("-proposed_at"))
    names = names_of({one.proposed_by for one in versions} | {one.decided_by for one in versions})
    context = {
        "pack": pack_in_force(),
        "in_force": version_in_force(),
        "limits": shown_limits(pack_in_force()),
        "proposal": next((one for one in versions if one.state == PackState.PROPOSED), None),
        "history": [(one, names[one.proposed_by], names[one.decided_by]) for one in versions],
        "may_propose": _may(person_of(request), "propose_law_pack"),
        "shipped_differs": _shipped_differs(pack_in_force()),
    }
    return render(request, "oversee/pack.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("propose_law_pack"))
def propose(request: HttpRequest) -> HttpResponse:
    """Propose another pack."""
    form = ProposePackForm(request.POST, request.FILES) if request.method == "POST" else ProposePackForm()
    if form.is_bound and form.is_valid():
        given = form.proposal()
        made = attempt(
            form,
            lambda: propose_law_pack(person_of(request), name=given.name, content=given.content, reason=given.reason),
        )
        if made:
            messages.success(request, "Your proposal is recorded. Another person has to agree before it binds.")
            return redirect("pack-version", made.pk)
    return render(request, "oversee/pack_propose.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@page(EVERYBODY)
def pack_version(request: HttpRequest, version_id: str) -> HttpResponse:
    """Show what a version changes, in words, and the decision to those who may take it."""
    return render(request, "oversee/pack_version.html", _about(request, _version_or_404(version_id)))


@require_POST
@page(roles_for("agree_law_pack"))
def agree(request: HttpRequest, version_id: str) -> HttpResponse:
    """Agree to a proposed pack."""
    made = agree_law_pack(person_of(request), _version_or_404(version_id))
    messages.success(request, f"Version {made.number} of the law pack is in force for every new deployment.")
    return redirect("pack-version", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("decline_law_pack"))
def decline(request: HttpRequest, version_id: str) -> HttpResponse:
    """Decline a proposed pack, or take back one's own."""
    version = _version_or_404(version_id)
    return asked_page(
        request,
        DeclineForm(request.POST if request.method == "POST" else None),
        lambda form: decline_law_pack(person_of(request), version, reason=form.cleaned_data["reason"]),
        done="The proposal is declined. Nothing has changed.",
        back=reverse("pack-version", args=[version.pk]),
        caption=f"Proposed law pack {version.name}",
        heading="Decline the proposal",
        explanation="Your reason is published. The pack in force stays as it is.",
        button="Decline the proposal",
        button_classes="govuk-button--warning",
    )


def _about(request: HttpRequest, version: LawPackVersion) -> dict[str, object]:
    person = person_of(request)
    is_open = version.state == PackState.PROPOSED
    proposed_it = person.pk == version.proposed_by
    return change_context(version) | {
        "proposed_by": name_of(version.proposed_by),
        "decided_by": name_of(version.decided_by) if version.decided_by else "",
        "is_open": is_open,
        "may_agree": is_open and not proposed_it and _may(person, "agree_law_pack"),
        "may_decline": is_open and _may(person, "decline_law_pack"),
        "proposed_it": is_open and proposed_it,
    }


def _may(person: Person, act: str) -> bool:
    return bool(PERMISSIONS[act].roles & person.roles)


def _shipped_differs(in_force: LawPack) -> bool:
    return in_force.name in packs.names() and packs.load(in_force.name).digest != in_force.digest


def _version_or_404(version_id: str) -> LawPackVersion:
    return get_object_or_404(LawPackVersion.objects.select_related("from_version"), pk=version_id)
