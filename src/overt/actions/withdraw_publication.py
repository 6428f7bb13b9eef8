"""Take a document off the public list, with a reason; the ledger keeps that it was there."""

from overt.actions._documents import commitment, find_document, locked_document, told, words_of
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Document


def withdraw_publication(by: Actor, document: Document | str, *, reason: str) -> Document:
    """Take back the mark for publication."""
    words = words_of(reason, "reason_missing", "Say why: the reason is empty.")
    found = find_document(document)
    with act(by, "withdraw_publication", found.deployment_id) as acting:
        row = locked_document(found)
        if row.published is None:
            raise ActionRefused("not_published", "This document is not marked for publication.")
        acting.record(
            "document.publication_withdrawn",
            subject=row.id,
            reason=commitment(acting, row, words.encode()),
            **told(row.published),
        )
        row.published, row.published_at = None, None
        row.save()
    return row
