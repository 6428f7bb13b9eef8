"""Record that the version in force was given to a regulator or stakeholder, and on which day (M-90)."""

from datetime import date

from overt.actions._documents import day_text, find_document, locked_document, told, version_in_force
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Document, DocumentSharing, Recipient


def share_document(by: Actor, document: Document | str, *, recipient: Recipient, shared_on: date) -> DocumentSharing:
    """Record a sharing; the day cannot lie ahead, nor before the version was finished."""
    found = find_document(document)
    with act(by, "share_document", found.deployment_id) as acting:
        row = locked_document(found)
        version = version_in_force(row)
        if not version.finished_at.date() <= shared_on <= acting.now.date():
            raise ActionRefused(
                "day_impossible", "Enter a day from the one on which the version was finished up to today."
            )
        shared = DocumentSharing(
            id=new_id(),
            version=version,
            recipient=Recipient(recipient).value,
            shared_on=shared_on,
            recorded_by=by.id,
            recorded_at=acting.now,
        )
        acting.record(
            "document.shared",
            subject=row.id,
            sharing=shared.id,
            recipient=shared.recipient,
            shared_on=day_text(shared_on),
            **told(version),
        )
        shared.save(force_insert=True)
    return shared
