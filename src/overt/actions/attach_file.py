"""Attach a file to a document, sealed, with a day on which it is erased; what is inside is not opened here.

Only files whose first bytes fit their ending are taken; nobody is promised more than that: they are given back as
downloads, never shown.
"""

from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex

from overt.actions import site
from overt.actions._documents import find_document
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.files import checked_file
from overt.actions.system import Actor
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Attachment, Document
from overt.vault import RecordKind, commit

LONGEST_KEPT = timedelta(days=7 * 366)
"""No attachment is kept longer than this without being attached again."""


def attach_file(by: Actor, document: Document | str, *, name: str, content: bytes, keep_until: date) -> Attachment:
    """Seal and keep one file until the end of `keep_until` (UTC).

    Raises:
        ActionRefused: the file is empty, too large, of another kind than its ending says, or kept too long.
    """
    told_name = checked_file(name, content)
    found = find_document(document)
    with act(by, "attach_file", found.deployment_id) as acting:
        if not acting.now.date() < keep_until <= (acting.now + LONGEST_KEPT).date():
            raise ActionRefused("day_impossible", "Enter a day after today and within seven years.")
        row = Attachment(
            id=new_id(),
            document=found,
            name=told_name,
            size=len(content),
            salt=token_hex(32),
            attached_by=by.id,
            attached_at=acting.now,
            erase_by=datetime.combine(keep_until + timedelta(days=1), time(), UTC),
        )
        acting.record(
            "document.file_attached",
            subject=found.id,
            attachment=row.id,
            bytes=row.size,
            content=commit(bytes.fromhex(row.salt), content),
            erase_by=time_text(row.erase_by),
        )
        vault, home = site.vault(), site.home()
        acting.undo.append(lambda: vault.destroy_record(found.id, RecordKind.DOCUMENT_ATTACHMENT, row.id))
        sealed = vault.seal(found.id, RecordKind.DOCUMENT_ATTACHMENT, row.id, content)
        acting.undo.append(lambda: media.delete(home, "document_attachment", row.id))
        media.write(home, "document_attachment", row.id, sealed)
        row.save(force_insert=True)
    return row
