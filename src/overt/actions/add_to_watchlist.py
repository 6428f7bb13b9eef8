"""Put a subject on a draft's watchlist: label, reason and pictures are sealed before anything else is done."""

from collections.abc import Sequence
from hashlib import sha256

from overt.actions import site
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import SubjectDetails
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Deployment, WatchlistEntry, WatchlistPicture
from overt.vault import RecordKind

MAX_PICTURE_BYTES = 24 * 1024 * 1024
MAX_PICTURES = 20


def add_to_watchlist(
    by: Actor,
    deployment: Deployment | str,
    *,
    label: str,
    category: str,
    reason: str,
    pictures: Sequence[bytes],
) -> WatchlistEntry:
    """Add one subject with 1 to 20 pictures, none opened here; enrolment looks at them in its sandbox.

    `category` is a code in small letters, digits and underscores.
    """
    _refuse_unusable(label, pictures)
    with act(by, "add_to_watchlist", deployment) as acting:
        entry = WatchlistEntry(
            id=new_id(),
            deployment=acting.deployment,
            category=category,
            added_by=by.id,
            added_at=acting.now,
        )
        ids = [new_id() for _ in pictures]
        acting.record(
            "watchlist.entry_added",
            subject=entry.id,
            entry=entry.id,
            category=category,
            pictures=ids,
            reason=acting.commit_to(reason.encode()) if reason.strip() else None,
        )
        entry.details_sealed = _sealed_details(acting, entry, SubjectDetails(label.strip(), category, reason))
        entry.save(force_insert=True)
        for record, picture in zip(ids, pictures, strict=True):
            _keep_picture(acting, entry, record, picture)
    return entry


def _sealed_details(acting: Acting, entry: WatchlistEntry, details: SubjectDetails) -> bytes:
    return _seal(acting, RecordKind.WATCHLIST_ENTRY, entry.id, details.to_bytes())


def _keep_picture(acting: Acting, entry: WatchlistEntry, record: str, picture: bytes) -> None:
    sealed = _seal(acting, RecordKind.WATCHLIST_PICTURE, record, picture)
    row = WatchlistPicture(id=record, entry=entry, picture_digest=sha256(sealed).hexdigest(), added_at=acting.now)
    row.save(force_insert=True)
    home = site.home()
    acting.undo.append(lambda: media.delete(home, "watchlist_picture", record))
    media.write(home, "watchlist_picture", record, sealed)


def _seal(acting: Acting, kind: RecordKind, record: str, plaintext: bytes) -> bytes:
    vault, deployment = site.vault(), acting.deployment.id
    acting.undo.append(lambda: vault.destroy_record(deployment, kind, record))
    return vault.seal(deployment, kind, record, plaintext)


def _refuse_unusable(label: str, pictures: Sequence[bytes]) -> None:
    if not label.strip():
        raise ActionRefused("label_missing", "A watchlist entry needs a label.")
    if not 1 <= len(pictures) <= MAX_PICTURES:
        raise ActionRefused("pictures_number", f"A watchlist entry needs 1 to {MAX_PICTURES} pictures.")
    for picture in pictures:
        if not picture:
            raise ActionRefused("picture_empty", "One of the pictures is an empty file.")
        if len(picture) > MAX_PICTURE_BYTES:
            raise ActionRefused("picture_too_large", "One of the pictures is larger than 24 MiB.")
