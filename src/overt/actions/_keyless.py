"""Rows whose keys were destroyed: a backup brought them back. They are erased again, with a receipt that says why.

A deployment whose keys this vault never had is left alone: a keys folder that is not the right one destroys nothing.
"""

from collections.abc import Iterator

from overt.actions import site
from overt.actions._erasing import complete, intend
from overt.actions._membership import tags_record
from overt.actions.act import act
from overt.actions.system import SOFTWARE
from overt.records.models import (
    Alert,
    ApplicationFile,
    Attachment,
    Deployment,
    ErasureClass,
    ErasureIntent,
    MembershipCommitment,
    MembershipQuestion,
    UploadState,
    WatchlistEntry,
    WatchlistUpload,
)
from overt.vault import RecordKind

GROUND = "key_destroyed"
Found = tuple[ErasureClass, str, str]
"""Class, deployment or document, record."""


def erase_keyless() -> int:
    """Erase every row whose key is gone; says how many records it were."""
    found = list(_keyless())
    for what, owner, record in found:
        _erase(what, owner, record)
    return len(found)


def _keyless() -> Iterator[Found]:
    open_intents = _under_erasure()
    for row in Deployment.objects.all():
        if site.vault().has_deployment(row.id):
            yield from _of_the_list(row)
            yield from _of_the_alerts(row, open_intents)
    yield from _of_the_memberships(open_intents)
    attached = set(Attachment.objects.values_list("document_id", "id"))
    attached -= site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT)
    for document, attachment in sorted(attached):
        if attachment not in open_intents:
            yield ErasureClass.ATTACHMENT, document, attachment


def _of_the_list(row: Deployment) -> Iterator[Found]:
    vault = site.vault()
    if row.watchlist_destroyed_at is not None:
        return
    if vault.was_destroyed(row.id, "watchlist"):
        yield ErasureClass.WATCHLIST, row.id, row.id
        return
    listed = set(WatchlistEntry.objects.filter(deployment=row, withdrawn_at=None).values_list("id", flat=True))
    for entry in sorted(listed - vault.keys_of(row.id, RecordKind.WATCHLIST_ENTRY)):
        yield ErasureClass.ENTRY, row.id, entry
    waiting = set(WatchlistUpload.objects.filter(deployment=row, finished_at=None).values_list("id", flat=True))
    for upload in sorted(waiting - vault.keys_of(row.id, RecordKind.WATCHLIST_UPLOAD)):
        yield ErasureClass.UPLOAD, row.id, upload


def _of_the_alerts(row: Deployment, open_intents: set[str]) -> Iterator[Found]:
    vault = site.vault()
    alerts = set(Alert.objects.filter(deployment=row).values_list("id", flat=True))
    for alert in sorted(alerts - vault.keys_of(row.id, RecordKind.ALERT) - open_intents):
        yield ErasureClass.ALERT, row.id, alert
    files = set(ApplicationFile.objects.filter(deployment=row).values_list("id", flat=True))
    for file in sorted(files - vault.keys_of(row.id, RecordKind.APPLICATION_FILE) - open_intents):
        yield ErasureClass.APPLICATION_FILE, row.id, file
    if vault.was_destroyed(row.id, "alerts") and row.alerts_destroyed_at is None:
        yield ErasureClass.ALERTS_KEY, row.id, row.id


def _of_the_memberships(open_intents: set[str]) -> Iterator[Found]:
    vault, living = site.vault(), site.vault().owned(RecordKind.MEMBERSHIP)
    for owner in MembershipCommitment.objects.values_list("deployment_id", flat=True):
        if vault.has_deployment(owner) and (owner, tags_record(owner)) not in living and owner not in open_intents:
            yield ErasureClass.MEMBERSHIP, owner, owner
    waiting = set(MembershipQuestion.objects.exclude(sealed=b"").values_list("deployment_id", "id"))
    for owner, question in sorted(waiting - living):
        if vault.has_deployment(owner) and question not in open_intents:
            yield ErasureClass.QUESTION, owner, question


def _under_erasure() -> set[str]:
    return set(ErasureIntent.objects.filter(done_at=None).values_list("record", flat=True))


def _erase(what: ErasureClass, owner: str, record: str) -> None:
    about = None if what is ErasureClass.ATTACHMENT else owner
    with act(SOFTWARE, "finish_erasures", about) as acting:
        intent = intend(acting, what, owner, record, ground=GROUND, due_at=acting.now)
        if what is ErasureClass.ENTRY:
            WatchlistEntry.objects.filter(pk=record).update(withdrawn_by=SOFTWARE.id, withdrawn_at=acting.now)
        if what is ErasureClass.UPLOAD:
            WatchlistUpload.objects.filter(pk=record).update(state=UploadState.READ, finished_at=acting.now)
    complete(intent)
