"""Approving, one by one, entries that may be of somebody under 18, and reading what was written then."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.approve_entry import approve_entry
from overt.actions.show_approvals import show_approvals
from overt.actions.show_case import show_case
from overt.records.models import WatchlistEntry
from overt.web.account.second_factor import confirmed_before
from overt.web.apply.entry_words import entry_rows
from overt.web.approve.forms import ApprovalForm
from overt.web.gates import deployment_or_404, page, person_of, roles_for
from overt.web.people import names_of
from overt.web.reasons import reason_page


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("approve_entry"))
@confirmed_before
def approve(request: HttpRequest, deployment_id: str, entry_id: str) -> HttpResponse:
    """Show why one person is on the list, and approve the entry in the officer's own words.

    The words wait in no session for a second factor.
    """
    deployment = deployment_or_404(deployment_id)
    entry = get_object_or_404(WatchlistEntry, pk=entry_id, deployment=deployment)
    case = show_case(person_of(request), entry)
    return reason_page(
        request,
        deployment,
        ApprovalForm(request.POST if request.method == "POST" else None),
        lambda form: approve_entry(person_of(request), entry, words=form.cleaned_data["words"]),
        done="Your approval of this entry is recorded, sealed.",
        template="approve/entry.html",
        rows=entry_rows(deployment, case),
        heading="Approve one person under 18",
        explanation="Whom you do not approve the team takes off the list, or you refuse the application.",
        button="Approve this entry",
    )


@require_POST
@page(roles_for("show_approvals"))
def read(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the words of every approval; each look is in the ledger."""
    deployment = deployment_or_404(deployment_id)
    shown = show_approvals(person_of(request), deployment)
    names = names_of({one.approved_by for one in shown})
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "approvals": [(names[one.approved_by], one) for one in shown],
    }
    return render(request, "approve/approvals.html", context)
