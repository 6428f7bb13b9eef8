"""Finds what an address names, or answers that there is no such page."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from overt.actions import site
from overt.law import PERMISSIONS, Role
from overt.law.acts import ACTS
from overt.law.states import State
from overt.law.templates import Question, Section, template
from overt.records.models import Deployment, Document, DocumentVersion
from overt.records.queries.assessments import Stand, stand_of
from overt.web.gates import person_of, roles_for

WRITERS = roles_for("save_draft")


def document_or_404(document_id: str) -> Document:
    """Return the document an address names."""
    rows = Document.objects.select_related("in_force", "published", "owner", "deployment")
    return get_object_or_404(rows, pk=document_id)


def version_or_404(document: Document, number: int) -> DocumentVersion:
    """Return one of the document's versions."""
    return get_object_or_404(document.versions.select_related("document"), number=number)


def section_or_404(document: Document, code: str) -> Section:
    """Return one of the document's sections."""
    section = template(document.kind).section(code)
    if section is None:
        raise Http404
    return section


def rows_or_404(section: Section, code: str) -> Question:
    """Return a question of this section that takes rows."""
    question = next((one for one in section.questions if one.code == code and one.rows is not None), None)
    if question is None:
        raise Http404
    return question


def standing(document: Document) -> Stand:
    """Return how the document stands today."""
    return stand_of(template(document.kind), document, site.now().date())


def may(request: HttpRequest, act: str, deployment: Deployment | None) -> bool:
    """Return whether to offer an act: a role has it, and the deployment (if there is one) is in a state for it."""
    roles: frozenset[Role] = person_of(request).roles
    fits = deployment is None or State(deployment.state) in ACTS[act].states
    return fits and bool(PERMISSIONS[act].roles & roles)


def about(document: Document) -> dict[str, object]:
    """Return what every page of a document shows at its top."""
    deployment = document.deployment
    return {
        "document": document,
        "shape": template(document.kind),
        "deployment": deployment,
        "rehearsal": deployment is not None and deployment.kind == "rehearsal",
    }
