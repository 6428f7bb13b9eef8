"""What anybody may have of published deployments and of the ledger: the list, each one's bundle, the ledger's files.

It refuses to call a report published while the law pack wants witnesses that have not signed, and serves no file of the
ledger's folder but those a log publishes.
"""

import json
import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overt.actions import site
from overt.documents.bundle import write_bundle
from overt.documents.errors import DocumentRefused
from overt.ledger import verifier
from overt.ledger.note import VerifierKey
from overt.records.models import Publication
from overt.records.queries.publication import Witnessed, shown_authority, witnessed

_PUBLIC = re.compile(
    r"checkpoint(\.cosigned)?|ledger\.vkey|(tile|published)/[x0-9a-z/.]+|stamps/[0-9-]+\.(tsr|checkpoint)"
)
_TEXT = ("checkpoint", "ledger.vkey")


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """List every published deployment, where its cameras were, with its witnesses, and who watches this ledger."""
    rows = Publication.objects.select_related("deployment").order_by("-published_at")
    listed = [(row, witness_state(row), where(row)) for row in rows]
    return render(request, "public/published.html", {"listed": listed, "witnesses": settings.OVERT.witnesses})


@require_safe
def bundle(request: HttpRequest, deployment_id: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send a published deployment's bundle."""
    row = Publication.objects.select_related("deployment").filter(pk=deployment_id).first()
    passport = settings.OVERT_PASSPORT(row.deployment.engine, row.deployment.engine_digest) if row else None
    if passport is None:
        raise Http404
    try:
        data = write_bundle(deployment_id, site.home(), passport)
    except DocumentRefused as refused:
        raise Http404 from refused
    headers = {"Content-Disposition": f'attachment; filename="deployment-{deployment_id[:8]}.zip"'}
    return HttpResponse(data, content_type="application/zip", headers=headers)


@require_safe
def verifier_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send the stand-alone verifier, as it lies in this program."""
    return HttpResponse(Path(verifier.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")


@require_safe
def ledger_file(request: HttpRequest, path: str) -> FileResponse:  # noqa: ARG001 - a view's signature
    """Send one of the ledger's public files, as any static server could (c2sp.org/tlog-tiles)."""
    file: Path = site.home() / "ledger" / path
    if not _PUBLIC.fullmatch(path) or ".." in path or not file.is_file():
        raise Http404
    text = path.startswith(_TEXT)
    sent = FileResponse(
        file.open("rb"), content_type="text/plain; charset=utf-8" if text else "application/octet-stream"
    )
    changes = text or path.startswith("published/")
    sent["Cache-Control"] = "max-age=2" if changes else "public, max-age=31536000, immutable"
    return sent


def where(publication: Publication) -> str:
    """Return where a published deployment's cameras were, but for what its owner withheld (E-66)."""
    shown = shown_authority(publication.deployment, publication.withheld_json)
    place, cameras = shown.get("place", ""), shown.get("cameras", "")
    told_place = "withheld" if isinstance(place, str) else json.loads(place[1])
    told_cameras = "withheld" if isinstance(cameras, str) else ", ".join(json.loads(cameras[1]))
    return f"Place: {told_place}. Cameras: {told_cameras}."


def witness_state(publication: Publication) -> Witnessed:
    """Return who witnessed a publication, of those this site names."""
    keys = [VerifierKey.from_text(one.key) for one in settings.OVERT.witnesses]
    return witnessed(publication, site.home(), keys)
