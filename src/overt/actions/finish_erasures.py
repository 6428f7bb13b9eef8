"""At start-up: finish every erasure a crash cut short, and destroy keys and files that belong to no row."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from overt.actions import site
from overt.actions._erasing import complete, intend
from overt.actions._keyless import erase_keyless
from overt.actions._membership import membership_records
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records import media
from overt.records.models import (
    Alert,
    ApplicationFile,
    Attachment,
    Consent,
    Deployment,
    EntryApproval,
    ErasureClass,
    ErasureIntent,
    WatchlistEntry,
    WatchlistPicture,
    WatchlistUpload,
)
from overt.vault import RecordKind


@dataclass(frozen=True)
class Finished:
    """What a start-up found: erasures completed, orphan keys and files destroyed, half-written files deleted.

    `keyless` are records that a backup brought back although their keys had been destroyed; they were erased again.
    """

    completed: int
    orphan_keys: int
    orphan_media: int
    half_written: int
    keyless: int


def finish_erasures() -> Finished:
    """Complete and clean up; harmless at any time and in any number of processes.

    Raises:
        ActionRefused, NotRecorded: keys, records or files could not be read or written; the next call does the rest.
    """
    with refusals():
        open_intents = list(ErasureIntent.objects.filter(done_at=None).order_by("intended_at"))
        for intent in open_intents:
            complete(intent)
        parts = media.delete_parts(site.home())
        keyless = erase_keyless()
        return Finished(len(open_intents), _destroy_orphan_keys(), _destroy_orphan_media(), parts, keyless)


def _destroy_orphan_keys() -> int:
    destroyed = 0
    asked_about = {owner for owner, _ in site.vault().owned(RecordKind.MEMBERSHIP)}
    for deployment in sorted(site.vault().deployments() | asked_about):
        if not Deployment.objects.filter(pk=deployment).exists():
            destroyed += _destroy(ErasureClass.ORPHAN_DEPLOYMENT, deployment, deployment)
            continue
        for record in sorted(orphan_records(deployment)):
            destroyed += _destroy(ErasureClass.ORPHAN_KEY, deployment, record)
    kept = set(Attachment.objects.values_list("document_id", "id"))
    for document, record in sorted(site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) - kept):
        destroyed += _destroy(ErasureClass.ORPHAN_ATTACHMENT, document, record)
    return destroyed


def orphan_records(deployment: str) -> set[str]:
    """Return the ids with a living key in the vault and no row in the records."""
    vault = site.vault()
    pictures = set(
        WatchlistPicture.objects.filter(entry__deployment_id=deployment, entry__withdrawn_at=None).values_list(
            "id", flat=True
        )
    )
    entries = set(
        WatchlistEntry.objects.filter(deployment_id=deployment, withdrawn_at=None).values_list("id", flat=True)
    )
    rows = {
        RecordKind.WATCHLIST_ENTRY: entries,
        RecordKind.ENTRY_CASE: entries,
        RecordKind.WATCHLIST_PICTURE: pictures,
        RecordKind.WATCHLIST_TEMPLATE: pictures,
        RecordKind.WATCHLIST_UPLOAD: set(
            WatchlistUpload.objects.filter(deployment_id=deployment, finished_at=None).values_list("id", flat=True)
        ),
        RecordKind.ALERT: set(Alert.objects.filter(deployment_id=deployment).values_list("id", flat=True)),
        RecordKind.CONSENT: set(Consent.objects.filter(deployment_id=deployment).values_list("id", flat=True)),
        RecordKind.APPLICATION_FILE: set(
            ApplicationFile.objects.filter(deployment_id=deployment).values_list("id", flat=True)
        ),
        RecordKind.MEMBERSHIP: membership_records(deployment),
        RecordKind.APPROVAL: set(EntryApproval.objects.filter(deployment_id=deployment).values_list("id", flat=True)),
    }
    orphans: set[str] = set()
    for kind, known in rows.items():
        orphans |= vault.keys_of(deployment, kind) - known
    return orphans


def _destroy_orphan_media() -> int:
    orphans: set[str] = set()
    for kind, rows in _rows_with_media().items():
        orphans |= media.records(site.home(), kind) - set(rows.values_list("pk", flat=True))
    return sum(_destroy(ErasureClass.ORPHAN_MEDIA, "", record) for record in sorted(orphans))


def _rows_with_media() -> dict[str, QuerySet[Any]]:
    """Return the rows that may have a sealed file, by its kind."""
    return {
        "alert": Alert.objects.all(),
        "watchlist_picture": WatchlistPicture.objects.all(),
        "watchlist_upload": WatchlistUpload.objects.filter(finished_at=None),
        "document_attachment": Attachment.objects.all(),
        "application_file": ApplicationFile.objects.all(),
    }


def _destroy(what: ErasureClass, deployment: str, record: str) -> int:
    """Erase one orphan unless its row has appeared meanwhile; says how many it was (0 or 1)."""
    known = bool(deployment) and what is ErasureClass.ORPHAN_KEY
    try:
        with act(SOFTWARE, "finish_erasures", deployment if known else None) as acting:
            intent = intend(acting, what, deployment, record, ground="orphan", due_at=acting.now)
            # Asked after the ledger's head is locked: whoever is making the row has committed it by now, or not begun.
            _refuse_unless_orphan(what, deployment, record)
    except ActionRefused as refused:
        if refused.code == "no_orphan":
            return 0
        raise
    complete(intent)
    return 1


def _refuse_unless_orphan(what: ErasureClass, deployment: str, record: str) -> None:
    if what is ErasureClass.ORPHAN_DEPLOYMENT:
        has_row = Deployment.objects.filter(pk=deployment).exists()
    elif what is ErasureClass.ORPHAN_KEY:
        has_row = record not in orphan_records(deployment)
    else:
        has_row = any(rows.filter(pk=record).exists() for rows in _rows_with_media().values())
    if has_row:
        raise ActionRefused("no_orphan", "This record has its row.")
