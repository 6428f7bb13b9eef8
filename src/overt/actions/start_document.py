"""Open one of the documents that must exist; there is one of each kind, or one of each kind for a deployment."""

from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.law.templates import template
from overt.records.ids import new_id
from overt.records.models import Deployment, Document, Person


def start_document(by: Person, *, kind: str, deployment: Deployment | None = None) -> Document:
    """Start a document; who starts it owns it until it is handed over.

    Raises:
        ActionRefused: no such kind, there is one already, or it needs a deployment it was not given (or the reverse).
    """
    with refusals():
        shape = template(kind)
    if shape.per_deployment != (deployment is not None):
        sentence = "is written for one deployment" if shape.per_deployment else "is one for the whole site"
        raise ActionRefused("deployment_unclear", f"The {shape.short} {sentence}.")
    with act(by, "start_document", deployment) as acting:
        if Document.objects.filter(kind=kind, deployment=deployment).exists():
            raise ActionRefused("document_exists", f"The {shape.short} has been started already.")
        started = Document(
            id=new_id(), kind=kind, deployment=deployment, owner=by, started_by=by.id, started_at=acting.now
        )
        acting.record("document.started", subject=started.id, kind=kind, owner=by.id)
        started.save(force_insert=True)
    return started
