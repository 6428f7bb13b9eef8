"""What each class of erasure destroys: which keys, which sealed files, which rows, as one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from overt.actions import site
from overt.actions.act import Acting
from overt.actions.system import SOFTWARE
from overt.records import media
from overt.records.models import (
    Advice,
    Alert,
    Application,
    ApplicationFile,
    Attachment,
    Consent,
    EntryApproval,
    ErasureClass,
    EvidentialHold,
    HoldEnd,
    MembershipCommitment,
    MembershipQuestion,
    WatchlistEntry,
    WatchlistPicture,
    WatchlistUpload,
)
from overt.records.queries.judgement import judgement_of
from overt.vault import RecordKind, kinds_of

Key = tuple[RecordKind, str]
File = tuple[str, str]
LIST_KINDS = (*kinds_of("watchlist"), RecordKind.ENTRY_CASE)
"""What goes with the list: its own records, and why the young are on it, which hangs from the alerts key."""

ALERT_KINDS = kinds_of("alerts")


@dataclass(frozen=True)
class Deleted:
    """What deleting rows told: how many, and what an alert counts as from now on."""

    rows: int
    judged: str = ""
    disposal: str = ""


@dataclass(frozen=True)
class Erasure:
    """One class: all three functions take the deployment's and the record's id and may run again after a crash.

    `keys` lists the record keys still living, `destroy` destroys keys and files, `delete` deletes rows within an act.
    """

    keys: Callable[[str, str], list[Key]]
    files: Callable[[str, str], list[File]]
    destroy: Callable[[str, str], object]
    delete: Callable[[Acting, str], Deleted]


def living(deployment: str, kinds: tuple[RecordKind, ...], record: str | None = None) -> list[Key]:
    """Return the record keys of these kinds that still exist, for one record or for all."""
    found = [(kind, name) for kind in kinds for name in site.vault().keys_of(deployment, kind)]
    return sorted(key for key in found if record is None or key[1] == record)


def _entry_keys(deployment: str, entry: str) -> list[Key]:
    wanted = {entry, *WatchlistPicture.objects.filter(entry_id=entry).values_list("id", flat=True)}
    return [key for key in living(deployment, LIST_KINDS) if key[1] in wanted]


def _destroy_entry(deployment: str, entry: str) -> None:
    for kind, record in _entry_keys(deployment, entry):
        site.vault().destroy_record(deployment, kind, record)


def _entry_files(deployment: str, entry: str) -> list[File]:
    pictures = WatchlistPicture.objects.filter(entry_id=entry, entry__deployment_id=deployment)
    return [("watchlist_picture", picture) for picture in pictures.values_list("id", flat=True)]


def _blank_entry(acting: Acting, entry: str) -> Deleted:  # noqa: ARG001
    """Empty a withdrawn entry; its digests stay until the list is destroyed, so the list's own digest still adds up."""
    WatchlistEntry.objects.filter(pk=entry).update(details_sealed=b"", case_sealed=b"")
    return Deleted(WatchlistPicture.objects.filter(entry_id=entry).update(template_sealed=b"", quality_json={}) + 1)


def _list_files(deployment: str, record: str) -> list[File]:  # noqa: ARG001
    pictures = WatchlistPicture.objects.filter(entry__deployment_id=deployment)
    uploads = WatchlistUpload.objects.filter(deployment_id=deployment)
    found: list[File] = [("watchlist_picture", picture) for picture in pictures.values_list("id", flat=True)]
    return found + [("watchlist_upload", upload) for upload in uploads.values_list("id", flat=True)]


def _destroy_list(deployment: str, record: str) -> None:  # noqa: ARG001
    site.vault().destroy_deployment(deployment, "watchlist")
    for kind, name in living(deployment, (RecordKind.ENTRY_CASE,)):
        site.vault().destroy_record(deployment, kind, name)


def _delete_list(acting: Acting, deployment: str) -> Deleted:
    pictures, _ = WatchlistPicture.objects.filter(entry__deployment_id=deployment).delete()
    entries, _ = WatchlistEntry.objects.filter(deployment_id=deployment).delete()
    uploads, _ = WatchlistUpload.objects.filter(deployment_id=deployment).delete()
    acting.deployment.watchlist_destroyed_at = acting.now
    return Deleted(pictures + entries + uploads)


def _end_holds(acting: Acting, alert: str) -> None:
    """Empty what was said of holds; one that nobody agreed to, or whose alert lost its key, ends with the alert."""
    holds = EvidentialHold.objects.filter(alert=alert)
    at = acting.now if acting else site.now()
    holds.filter(ended_at=None).update(ended_as=HoldEnd.LAPSED.value, ended_by=SOFTWARE.id, ended_at=at)
    holds.update(reason_sealed=b"")


def _delete_alert(acting: Acting, alert: str) -> Deleted:
    row = Alert.objects.select_related("engagement", "outcome").filter(pk=alert).first()
    if row is None:
        return Deleted(0)
    outcome = getattr(row, "outcome", None)
    told = Deleted(1, judgement_of(row).value, outcome.disposal if outcome else "")
    _end_holds(acting, alert)
    row.delete()
    return told


def _delete_under_alerts_key(acting: Acting, deployment: str) -> Deleted:
    consents, _ = Consent.objects.filter(deployment_id=deployment).delete()
    files, _ = ApplicationFile.objects.filter(deployment_id=deployment).delete()
    blanked = EntryApproval.objects.filter(deployment_id=deployment).update(sealed=b"")
    acting.deployment.alerts_destroyed_at = acting.now
    return Deleted(consents + files + blanked)


def _application_files(deployment: str, record: str) -> list[File]:  # noqa: ARG001
    files = ApplicationFile.objects.filter(deployment_id=deployment)
    return [("application_file", file) for file in files.values_list("id", flat=True)]


def _delete_application_file(acting: Acting, file: str) -> Deleted:  # noqa: ARG001
    rows, _ = ApplicationFile.objects.filter(pk=file).delete()
    return Deleted(rows)


def _delete_application(acting: Acting, deployment: str) -> Deleted:
    """Delete answers and advice, and the snapshot of the decision that repeats them; its digest stays."""
    acting.deployment.snapshot_json = ""
    answers, _ = Application.objects.filter(pk=deployment).delete()
    advice, _ = Advice.objects.filter(deployment_id=deployment).delete()
    return Deleted(answers + advice)


def _destroy_orphan(deployment: str, record: str) -> None:
    for kind, name in living(deployment, tuple(RecordKind), record):
        site.vault().destroy_record(deployment, kind, name)


def _destroy_both(deployment: str, record: str) -> None:
    site.vault().destroy_deployment(deployment, "watchlist")
    site.vault().destroy_deployment(deployment, "alerts")
    _destroy_membership(deployment, record)


def _destroy_membership(deployment: str, record: str) -> None:  # noqa: ARG001
    for kind, name in living(deployment, (RecordKind.MEMBERSHIP,)):
        site.vault().destroy_record(deployment, kind, name)


def _delete_membership(acting: Acting, deployment: str) -> Deleted:  # noqa: ARG001
    """Delete the commitment and what its questions said; that they were asked stays."""
    kept, _ = MembershipCommitment.objects.filter(pk=deployment).delete()
    return Deleted(kept + MembershipQuestion.objects.filter(deployment_id=deployment).update(sealed=b"", case=""))


def _blank_question(acting: Acting, question: str) -> Deleted:  # noqa: ARG001
    return Deleted(MembershipQuestion.objects.filter(pk=question).update(sealed=b""))


def _no_rows(acting: Acting, record: str) -> Deleted:  # noqa: ARG001
    return Deleted(0)


def _no_keys(deployment: str, record: str) -> list[Key]:  # noqa: ARG001
    return []


def _no_files(deployment: str, record: str) -> list[File]:  # noqa: ARG001
    return []


def _delete_attachment(acting: Acting, attachment: str) -> Deleted:  # noqa: ARG001
    rows, _ = Attachment.objects.filter(pk=attachment).delete()
    return Deleted(rows)


_ATTACHMENT = Erasure(
    keys=lambda document, attachment: living(document, (RecordKind.DOCUMENT_ATTACHMENT,), attachment),
    files=lambda _, attachment: [("document_attachment", attachment)],
    destroy=lambda document, attachment: site.vault().destroy_record(
        document, RecordKind.DOCUMENT_ATTACHMENT, attachment
    ),
    delete=_delete_attachment,
)

_ALERT = Erasure(
    keys=lambda deployment, alert: living(deployment, (RecordKind.ALERT,), alert),
    files=lambda _, alert: [("alert", alert)],
    destroy=lambda deployment, alert: site.vault().destroy_record(deployment, RecordKind.ALERT, alert),
    delete=_delete_alert,
)

ERASURES: Mapping[ErasureClass, Erasure] = MappingProxyType(
    {
        ErasureClass.WATCHLIST: Erasure(
            keys=lambda deployment, _: living(deployment, LIST_KINDS),
            files=_list_files,
            destroy=_destroy_list,
            delete=_delete_list,
        ),
        ErasureClass.ENTRY: Erasure(_entry_keys, _entry_files, _destroy_entry, _blank_entry),
        ErasureClass.UPLOAD: Erasure(
            keys=lambda deployment, upload: living(deployment, (RecordKind.WATCHLIST_UPLOAD,), upload),
            files=lambda _, upload: [("watchlist_upload", upload)],
            destroy=lambda deployment, upload: site.vault().destroy_record(
                deployment, RecordKind.WATCHLIST_UPLOAD, upload
            ),
            delete=_no_rows,
        ),
        ErasureClass.ALERT: _ALERT,
        ErasureClass.FALSE_ALERT: _ALERT,
        ErasureClass.ALERTS_KEY: Erasure(
            keys=lambda deployment, _: living(deployment, ALERT_KINDS),
            files=_application_files,
            destroy=lambda deployment, _: site.vault().destroy_deployment(deployment, "alerts"),
            delete=_delete_under_alerts_key,
        ),
        ErasureClass.APPLICATION: Erasure(_no_keys, _no_files, _no_keys, _delete_application),
        ErasureClass.APPLICATION_FILE: Erasure(
            keys=lambda deployment, file: living(deployment, (RecordKind.APPLICATION_FILE,), file),
            files=lambda _, file: [("application_file", file)],
            destroy=lambda deployment, file: site.vault().destroy_record(deployment, RecordKind.APPLICATION_FILE, file),
            delete=_delete_application_file,
        ),
        ErasureClass.MEMBERSHIP: Erasure(
            keys=lambda deployment, _: living(deployment, (RecordKind.MEMBERSHIP,)),
            files=_no_files,
            destroy=_destroy_membership,
            delete=_delete_membership,
        ),
        ErasureClass.QUESTION: Erasure(
            keys=lambda deployment, question: living(deployment, (RecordKind.MEMBERSHIP,), question),
            files=_no_files,
            destroy=lambda deployment, question: site.vault().destroy_record(
                deployment, RecordKind.MEMBERSHIP, question
            ),
            delete=_blank_question,
        ),
        ErasureClass.ATTACHMENT: _ATTACHMENT,
        ErasureClass.ORPHAN_ATTACHMENT: _ATTACHMENT,
        ErasureClass.ORPHAN_KEY: Erasure(
            keys=lambda deployment, record: living(deployment, tuple(RecordKind), record),
            files=_no_files,
            destroy=_destroy_orphan,
            delete=_no_rows,
        ),
        ErasureClass.ORPHAN_DEPLOYMENT: Erasure(
            keys=lambda deployment, _: living(deployment, tuple(RecordKind)),
            files=_no_files,
            destroy=_destroy_both,
            delete=_no_rows,
        ),
        ErasureClass.ORPHAN_MEDIA: Erasure(
            keys=_no_keys,
            files=lambda _, record: [(kind, record) for kind in media.KINDS],
            destroy=_no_keys,
            delete=_no_rows,
        ),
    }
)
