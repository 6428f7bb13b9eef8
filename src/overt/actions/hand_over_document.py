"""Give a document another owner: one named person answers for each (M-01, M-67)."""

from overt.actions._documents import find_document, locked_document
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Document, Person


def hand_over_document(by: Actor, document: Document | str, *, owner: Person) -> Document:
    """Name another owner, who must be somebody active that holds a role."""
    found = find_document(document)
    with act(by, "hand_over_document", found.deployment_id) as acting:
        row = locked_document(found)
        if not Person.objects.get(pk=owner.pk).roles:
            raise ActionRefused("owner_without_role", "An owner must be active and hold a role.")
        if row.owner_id == owner.pk:
            raise ActionRefused("owner_already", "This person owns the document already.")
        row.owner = owner
        acting.record("document.handed_over", subject=row.id, owner=owner.pk)
        row.save()
    return row
