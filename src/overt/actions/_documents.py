"""What every act on a document does first: find it, lock it, and commit to words instead of recording them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256

from overt.actions import site
from overt.actions.act import Acting
from overt.actions.errors import ActionRefused
from overt.ledger.canonical import Json, canonical
from overt.ledger.entry import time_text
from overt.records.models import Document, DocumentVersion
from overt.vault import commit


def find_document(document: Document | str) -> Document:
    """Return the document as it stands."""
    wanted = document if isinstance(document, str) else document.pk
    found = Document.objects.select_related("in_force", "owner").filter(pk=wanted).first()
    if found is None:
        raise ActionRefused("no_such_document", "There is no such document on this site.")
    return found


def locked_document(document: Document | str) -> Document:
    """Return the document as it stands, locked for the rest of the transaction."""
    wanted = document if isinstance(document, str) else document.pk
    found = Document.objects.select_for_update().filter(pk=wanted).first()
    if found is None:
        raise ActionRefused("no_such_document", "There is no such document on this site.")
    return found


def version_in_force(document: Document) -> DocumentVersion:
    """Return the version everybody signed; refused while there is none."""
    if document.in_force is None:
        raise ActionRefused("not_in_force", "No version of this document is in force: it must be signed first.")
    return document.in_force


def words_of(text: str, code: str, sentence: str) -> str:
    """Return what somebody wrote, trimmed; refused when it is empty."""
    words = text.strip()
    if not words:
        raise ActionRefused(code, sentence)
    return words


def commitment(acting: Acting, document: Document, value: bytes) -> str | None:
    """Return a salted commitment to words, under the deployment's salt when the act is about one."""
    if acting.facts.state is not None:
        return acting.commit_to(value)
    return commit(site.vault().document_salt(document.pk), value)


def told(version: DocumentVersion) -> dict[str, str | int]:
    """Return how the ledger names a version."""
    return {"version": version.pk, "number": version.number, "answers_digest": version.digest}


def day_text(day: date) -> str:
    """Return a day as the ledger writes times: its first moment, UTC."""
    return time_text(datetime.combine(day, time(), UTC))


def canonical_text(answers: Mapping[str, Json]) -> str:
    """Return answers in their one canonical spelling (RFC 8785)."""
    return canonical(answers).decode()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a canonical text, hexadecimal."""
    return sha256(text.encode()).hexdigest()
