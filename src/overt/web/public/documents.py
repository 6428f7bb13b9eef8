"""The documents marked for publication, for anybody to read; a draft, a file or a name of a signer is never among them.

A text that no longer has its digest in the ledger is not shown as the force's word.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from overt.law.templates import template
from overt.records.models import Document
from overt.records.queries.assessments import answers_of, is_unaltered
from overt.web.assess.shown import sections_of, signatures_of
from overt.web.assess.words import RECIPIENTS


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """List what is published, in the order of the templates' titles."""
    rows = Document.objects.exclude(published=None).select_related("published")
    listed = [
        (row, template(row.kind), answers_of(row.published).get("front.purpose", ""))
        for row in rows
        if row.published is not None and is_unaltered(row.published)
    ]
    context = {"listed": sorted(listed, key=lambda item: item[1].title)}
    return render(request, "public/documents.html", context)


@require_safe
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """Show one published version."""
    rows = Document.objects.exclude(published=None).select_related("published", "deployment")
    found = get_object_or_404(rows, pk=document_id)
    version = found.published
    if version is None or not is_unaltered(version):
        raise Http404
    shape = template(found.kind)
    context = {
        "document": found,
        "shape": shape,
        "version": version,
        "superseded": found.published_id != found.in_force_id,
        "signatures": signatures_of(version),
        "sharings": [(one, RECIPIENTS[one.recipient]) for one in version.sharings.order_by("shared_on")],
        "sections": sections_of(shape, answers_of(version)),
        "rehearsal": found.deployment is not None and found.deployment.kind == "rehearsal",
    }
    return render(request, "public/document.html", context)
