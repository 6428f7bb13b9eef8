"""Audits of the record: committed to, drawn by chance, judged act by act, published; what the public sees of them."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions import site
from overt.actions.commit_to_audit import commit_to_audit
from overt.actions.draw_audit import draw_audit
from overt.actions.publish_audit import publish_audit
from overt.actions.record_audit_finding import record_audit_finding
from overt.law import Role
from overt.ledger.checkpoint import read_checkpoint, read_signing_key
from overt.ledger.models import LedgerRow
from overt.ledger.proof import prove
from overt.ledger.read import as_entry
from overt.records.models import Audit, AuditItem, Deployment
from overt.web.gates import attempt, page, person_of, roles_for
from overt.web.govuk import GovukForm
from overt.web.oversee.audit_forms import AuditForm, FindingForm, SummaryForm
from overt.web.oversee.timeline import sentence_of
from overt.web.people import name_of, names_of

AUDITORS = roles_for("commit_to_audit")
F = TypeVar("F", bound=GovukForm)


@require_safe
@page(AUDITORS)
def audits(request: HttpRequest) -> HttpResponse:
    """List every audit, newest first."""
    rows = list(Audit.objects.order_by("-committed_at"))
    names = names_of({row.owner for row in rows})
    return render(request, "oversee/audits.html", {"audits": [(row, names[row.owner]) for row in rows]})


@require_http_methods(["GET", "HEAD", "POST"])
@page(AUDITORS)
def new(request: HttpRequest) -> HttpResponse:
    """Commit to an audit."""
    return _form_page(
        request,
        AuditForm(request.POST if request.method == "POST" else None),
        lambda form: commit_to_audit(person_of(request), **form.asked()),
        done="The audit is committed to. Draw its sample in a few seconds.",
        heading="Commit to an audit",
        explanation=(
            "What you enter fixes the sample before anybody can know it: the draw also takes a later root of the"
            " ledger."
        ),
        button="Commit to it",
    )


@require_safe
@page(AUDITORS)
def audit(request: HttpRequest, audit_id: str) -> HttpResponse:
    """Show one audit with the acts that were drawn."""
    row = get_object_or_404(Audit, pk=audit_id)
    items = list(row.items.order_by("entry"))
    said = {one.index: as_entry(one) for one in LedgerRow.objects.filter(index__in=[item.entry for item in items])}
    titles = dict(Deployment.objects.filter(pk__in={one.deployment for one in items}).values_list("pk", "title"))
    names = names_of({one.acted_by for one in items} | {one.found_by for one in items})
    mine = (Role.OVERSEER in person_of(request).roles) is row.of_panel
    context = {
        "audit": row,
        "owner": name_of(row.owner),
        "items": [
            {
                "row": one,
                "sentence": sentence_of(said[one.entry]),
                "at": said[one.entry].at,
                "title": titles.get(one.deployment, ""),
                "acted_by": names[one.acted_by],
                "found_by": names[one.found_by],
                "may_judge": mine and not one.outcome and one.acted_by != person_of(request).pk,
            }
            for one in items
        ],
        "may_draw": mine and row.drawn_at is None,
        "may_publish": mine
        and row.drawn_at is not None
        and row.published_at is None
        and all(one.outcome for one in items),
    }
    return render(request, "oversee/audit.html", context)


@require_POST
@page(roles_for("draw_audit"))
def draw(request: HttpRequest, audit_id: str) -> HttpResponse:
    """Draw the sample."""
    row = draw_audit(person_of(request), get_object_or_404(Audit, pk=audit_id))
    messages.success(request, f"The sample is drawn: {row.items.count()} acts.")
    return redirect("audit", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_audit_finding"))
def finding(request: HttpRequest, item_id: str) -> HttpResponse:
    """Record the finding of one act."""
    item = get_object_or_404(AuditItem, pk=item_id)
    entry = as_entry(get_object_or_404(LedgerRow, pk=item.entry))
    return _form_page(
        request,
        FindingForm(request.POST if request.method == "POST" else None),
        lambda form: record_audit_finding(person_of(request), item, **form.cleaned_data).audit,
        done="Your finding is recorded.",
        heading=f"Judge entry {item.entry}",
        explanation=sentence_of(entry),
        button="Record the finding",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("publish_audit"))
def publish(request: HttpRequest, audit_id: str) -> HttpResponse:
    """Publish the audit."""
    row = get_object_or_404(Audit, pk=audit_id)
    return _form_page(
        request,
        SummaryForm(request.POST if request.method == "POST" else None),
        lambda form: publish_audit(person_of(request), row, summary=form.cleaned_data["summary"]),
        done="The audit is published.",
        heading="Publish the audit",
        explanation="The counts are published with your words. Neither can be changed afterwards.",
        button="Publish the audit",
    )


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Show anybody every audit that was committed to, drawn or not, and what was published of it."""
    rows = Audit.objects.order_by("-committed_at").prefetch_related("items")
    return render(request, "public/audits.html", {"audits": [_told(row) for row in rows]})


@require_safe
def proof(request: HttpRequest, audit_id: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send anybody the proof that the seed was committed to, as it stands in the ledger."""
    row = get_object_or_404(Audit, pk=audit_id)
    home = site.home()
    checkpoint = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    if checkpoint is None or checkpoint.size <= row.entry:
        raise Http404
    text = prove(home / "ledger", checkpoint, row.entry)
    headers = {"Content-Disposition": f'attachment; filename="{row.entry}.tlog-proof"'}
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8", headers=headers)


def _told(row: Audit) -> dict[str, object]:
    items = list(row.items.all())
    outcomes = [one.outcome for one in items]
    return {
        "row": row,
        "population": sum(row.population_json.values()),
        "drawn": sorted(one.entry for one in items),
        "counts": [(words, outcomes.count(code)) for code, words in AuditItem._meta.get_field("outcome").choices or ()],
        "root_size": row.entry + 2,
    }


def _form_page(request: HttpRequest, form: F, act: Callable[[F], Audit], *, done: str, **words: str) -> HttpResponse:
    if form.is_bound and form.is_valid() and (row := attempt(form, lambda: act(form))) is not None:
        messages.success(request, done)
        return redirect("audit", row.pk)
    context = {"form": form, "caption": "Audit of the record", **words}
    return render(request, "web/reason.html", context, status=422 if form.is_bound else 200)
