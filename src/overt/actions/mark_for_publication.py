"""Mark the version in force as suitable for publication: from then on anybody can read it (M-02)."""

from overt.actions._documents import find_document, locked_document, told, version_in_force
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Document
from overt.records.queries.assessments import answers_of


def mark_for_publication(by: Actor, document: Document | str) -> Document:
    """Publish the version in force; a version that comes after it is published only when marked itself."""
    found = find_document(document)
    with act(by, "mark_for_publication", found.deployment_id) as acting:
        row = locked_document(found)
        version = version_in_force(row)
        if row.published_id == version.pk:
            raise ActionRefused("published_already", "This version is marked for publication already.")
        if not answers_of(version).get("front.contact"):
            raise ActionRefused("contact_missing", "A published document needs a contact for the public (M-66).")
        row.published, row.published_at = version, acting.now
        acting.record("document.marked_for_publication", subject=row.id, **told(version))
        row.save()
    return row
