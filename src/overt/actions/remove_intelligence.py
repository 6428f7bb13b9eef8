"""Take a file of the intelligence case off a draft: its key, its sealed bytes and its row are destroyed."""

from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import ApplicationFile, ErasureClass, ErasureReceipt


def remove_intelligence(by: Actor, file: ApplicationFile | str) -> ErasureReceipt:
    """Destroy one file before the request."""
    wanted = file if isinstance(file, str) else file.pk
    row = ApplicationFile.objects.filter(pk=wanted).first()
    if row is None:
        raise ActionRefused("no_such_file", "There is no such file; it may have been removed.")
    with act(by, "remove_intelligence", row.deployment_id) as acting:
        due = acting.now
        intent = intend(
            acting, ErasureClass.APPLICATION_FILE, row.deployment_id, row.pk, ground="removed_from_draft", due_at=due
        )
    return complete(intent)
