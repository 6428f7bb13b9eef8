"""Attach a file to a document, sealed, with a day on which it is erased; what is inside is not opened here.

Only files whose first bytes fit their ending are taken; nobody is promised more than that: they are given back as
downloads, never shown.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from secrets import token_hex

from overt.actions import site
from overt.actions._documents import find_document
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Attachment, Document
from overt.vault import RecordKind, commit

LARGEST_BYTES = 10 * 2**20
LONGEST_NAME = 120
LONGEST_KEPT = timedelta(days=7 * 366)
"""No attachment is kept longer than this without being attached again."""

ZIP = (b"PK\x03\x04",)
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": ZIP,
    ".xlsx": ZIP,
    ".odt": ZIP,
    ".ods": ZIP,
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".csv": (),
    ".txt": (),
}
"""What a file with each ending begins with; text is any UTF-8 without control characters."""


def attach_file(by: Actor, document: Document | str, *, name: str, content: bytes, keep_until: date) -> Attachment:
    """Seal and keep one file until the end of `keep_until` (UTC).

    Raises:
        ActionRefused: the file is empty, too large, of another kind than its ending says, or kept too long.
    """
    told_name = _checked_name(name)
    _refuse_unfit(PurePosixPath(told_name).suffix.lower(), content)
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


def _checked_name(name: str) -> str:
    """Return the file's own name, without any folder and without characters that are not printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not last or not last.isprintable() or len(last) > LONGEST_NAME:
        raise ActionRefused("name_unfit", f"Give the file a printable name of at most {LONGEST_NAME} characters.")
    return last


def _refuse_unfit(ending: str, content: bytes) -> None:
    if not content:
        raise ActionRefused("file_empty", "The file is empty.")
    if len(content) > LARGEST_BYTES:
        raise ActionRefused("file_too_large", f"The file is larger than {LARGEST_BYTES // 2**20} MB.")
    if ending not in BEGINNINGS:
        raise ActionRefused("file_kind_unfit", f"Attach one of these kinds of file: {', '.join(sorted(BEGINNINGS))}.")
    beginnings = BEGINNINGS[ending]
    fits = content.startswith(beginnings) if beginnings else _is_text(content)
    if not fits:
        raise ActionRefused("file_kind_unfit", f"What is in this file is not what its ending {ending} says.")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\r\n" for character in text)
