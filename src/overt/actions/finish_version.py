"""Make the draft into a version: complete, numbered, never changed again, ready to be signed."""

from overt.actions._documents import (
    canonical_text,
    commitment,
    digest_of,
    find_document,
    locked_document,
    told,
    words_of,
)
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.templates import template
from overt.records.ids import new_id
from overt.records.models import Document, DocumentVersion
from overt.records.queries.assessments import draft_gaps


def finish_version(by: Actor, document: Document | str, *, change: str) -> DocumentVersion:
    """Finish a version of the draft; `change` says in words what is new in it.

    Raises:
        ActionRefused: something the template requires is missing, or nothing changed since the last version.
    """
    words = words_of(change, "change_missing", "Say what is new in this version.")
    found = find_document(document)
    with act(by, "finish_version", found.deployment_id) as acting:
        row = locked_document(found)
        _refuse_incomplete(row)
        shape, text = template(row.kind), canonical_text(row.draft_json)
        last = row.versions.order_by("number").last()
        if last is not None and (last.digest, last.template_digest) == (digest_of(text), shape.digest):
            raise ActionRefused("nothing_changed", "Nothing has changed since the last version.")
        version = DocumentVersion(
            id=new_id(),
            document=row,
            number=last.number + 1 if last else 1,
            answers=text,
            digest=digest_of(text),
            template_digest=shape.digest,
            change=words,
            authors=sorted({*row.draft_authors, by.id}),
            finished_by=by.id,
            finished_at=acting.now,
        )
        acting.record(
            "document.version_finished",
            subject=row.id,
            template_digest=shape.digest,
            change=commitment(acting, row, words.encode()),
            **told(version),
        )
        version.save(force_insert=True)
        row.draft_authors = []
        row.save()
    return version


def _refuse_incomplete(row: Document) -> None:
    missing = draft_gaps(row)
    if missing:
        more = f" And {len(missing) - 3} more." if len(missing) > 3 else ""
        told_first = " ".join(gap.sentence for gap in missing[:3])
        raise ActionRefused("document_incomplete", f"This document is not complete. {told_first}{more}")
