"""Destroy one attached file: its key, its sealed bytes and its row."""

from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Attachment, ErasureClass, ErasureReceipt


def erase_attachment(by: Actor, attachment: Attachment | str, *, ground: str = "erase_by_time") -> ErasureReceipt:
    """Erase one attachment, at its time or before it."""
    wanted = attachment if isinstance(attachment, str) else attachment.pk
    row = Attachment.objects.select_related("document").filter(pk=wanted).first()
    if row is None:
        raise ActionRefused("no_such_attachment", "There is no such file; it may have been erased.")
    with act(by, "erase_attachment", row.document.deployment_id) as acting:
        intent = intend(acting, ErasureClass.ATTACHMENT, row.document_id, row.pk, ground=ground, due_at=row.erase_by)
    return complete(intent)
