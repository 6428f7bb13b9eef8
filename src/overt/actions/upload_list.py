"""Take in a list as one file, sealed before anything is read of it; `enrol` reads it."""

from hashlib import sha256

from overt.actions import site
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Deployment, WatchlistUpload
from overt.vault import RecordKind

MAX_LIST_BYTES = 48 * 1024 * 1024


def upload_list(by: Actor, deployment: Deployment | str, content: bytes) -> WatchlistUpload:
    """Keep one ZIP archive, sealed, until enrolment has read it; nothing of it is parsed here."""
    if not content:
        raise ActionRefused("upload_empty", "The file is empty.")
    if len(content) > MAX_LIST_BYTES:
        raise ActionRefused("upload_too_large", "The file is larger than 48 MiB. Use `overt watchlist import` for it.")
    with act(by, "upload_list", deployment) as acting:
        home, vault, owner = site.home(), site.vault(), acting.deployment.id
        upload = WatchlistUpload(id=new_id(), deployment_id=owner, uploaded_by=by.id, uploaded_at=acting.now)
        acting.undo.append(lambda: vault.destroy_record(owner, RecordKind.WATCHLIST_UPLOAD, upload.id))
        sealed = vault.seal(owner, RecordKind.WATCHLIST_UPLOAD, upload.id, content)
        digest = acting.commit_to(sha256(content).digest())
        acting.record("watchlist.upload_received", subject=upload.id, upload=upload.id, upload_digest=digest)
        upload.save(force_insert=True)
        acting.undo.append(lambda: media.delete(home, "watchlist_upload", upload.id))
        media.write(home, "watchlist_upload", upload.id, sealed)
    return upload
