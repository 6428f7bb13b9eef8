"""Attach a file of the intelligence case to a draft, sealed; what is inside is not opened here (M-40)."""

from overt.actions import site
from overt.actions._application import locked_application
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.files import checked_file
from overt.actions.system import Actor
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import ApplicationFile, Deployment
from overt.vault import RecordKind

MOST_FILES = 10


def attach_intelligence(by: Actor, deployment: Deployment | str, *, name: str, content: bytes) -> ApplicationFile:
    """Seal one file under the deployment's alerts key, with which it is destroyed.

    Raises:
        ActionRefused: the file is empty, too large, of another kind than its ending says, or one too many.
    """
    told_name = checked_file(name, content)
    with act(by, "attach_intelligence", deployment) as acting:
        owner = acting.deployment
        locked_application(acting)
        if ApplicationFile.objects.filter(deployment=owner).count() >= MOST_FILES:
            raise ActionRefused("files_too_many", f"An application takes at most {MOST_FILES} files.")
        row = ApplicationFile(
            id=new_id(),
            deployment=owner,
            name=told_name,
            size=len(content),
            attached_by=by.id,
            attached_at=acting.now,
        )
        acting.record(
            "application.file_attached",
            subject=row.id,
            file=row.id,
            bytes=row.size,
            content=acting.commit_to(content),
            erase_by=time_text(owner.alerts_erase_by),
        )
        vault, home = site.vault(), site.home()
        acting.undo.append(lambda: vault.destroy_record(owner.id, RecordKind.APPLICATION_FILE, row.id))
        sealed = vault.seal(owner.id, RecordKind.APPLICATION_FILE, row.id, content)
        acting.undo.append(lambda: media.delete(home, "application_file", row.id))
        media.write(home, "application_file", row.id, sealed)
        row.save(force_insert=True)
    return row
