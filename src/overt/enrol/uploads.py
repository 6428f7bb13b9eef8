"""Lists that were sent in through the pages: opened under the draft's enrolment warrant, read strictly, destroyed."""

from __future__ import annotations

import logging

from overt.actions import site
from overt.actions.entry_values import Problem
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.finish_upload import finish_upload
from overt.enrol.importing import ListImport
from overt.enrol.lists import ListRefused
from overt.enrol.lists.files import archive_of
from overt.records import media
from overt.records.errors import RecordsError
from overt.records.models import Person, UploadState, WatchlistUpload
from overt.vault import RecordKind, Vault, VaultError

_LOG = logging.getLogger(__name__)
UNREADABLE = "upload_unreadable"
"""The code of an upload that is not there any more or does not open."""


def read_uploads(vault: Vault) -> int:
    """Bring every waiting upload onto its draft, in the name of who sent it; return how many were read."""
    waiting = WatchlistUpload.objects.filter(state=UploadState.WAITING).order_by("uploaded_at")
    return sum(_read(vault, upload) for upload in waiting)


def _read(vault: Vault, upload: WatchlistUpload) -> bool:
    entries, problems = 0, [Problem(0, UNREADABLE)]
    try:
        content = _opened(vault, upload)
        entries, problems = _brought_in(upload, content)
    except ListRefused as refused:
        problems = [Problem(0, refused.code)]
    except NotRecorded:
        raise
    except ActionRefused as refused:
        problems = [Problem(0, refused.code)]
    except (VaultError, RecordsError) as gone:
        _LOG.warning("Upload %s could not be opened: %s", upload.id, gone)
    finish_upload(upload.id, entries=entries, problems=problems)
    return True


def _brought_in(upload: WatchlistUpload, content: bytes) -> tuple[int, list[Problem]]:
    by = Person.objects.get(pk=upload.uploaded_by)
    with archive_of(content) as files:
        # A service that was killed in the middle reads the same upload again: what it had added is passed over.
        work = ListImport(by, upload.deployment_id, files, resume=True)
        while work.step():
            pass
    return work.added + work.passed_over, work.problems


def _opened(vault: Vault, upload: WatchlistUpload) -> bytes:
    sealed = media.read(site.home(), "watchlist_upload", upload.id)
    with vault.enrolment_warrant(upload.deployment_id) as warrant:
        return warrant.open(RecordKind.WATCHLIST_UPLOAD, upload.id, sealed)
