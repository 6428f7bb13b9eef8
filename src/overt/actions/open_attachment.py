"""Open one attached file for one person; opening is an act, so who looked is on record (M-70)."""

from dataclasses import dataclass

from overt.actions import site
from overt.actions.act import act, refusals
from overt.actions.system import Actor
from overt.records import media
from overt.records.models import Attachment


@dataclass(frozen=True)
class OpenedAttachment:
    """A file as it was attached."""

    name: str
    content: bytes


def open_attachment(by: Actor, attachment: Attachment) -> OpenedAttachment:
    """Record who opens the file, then unseal it."""
    with act(by, "open_attachment", attachment.document.deployment_id) as acting:
        with refusals():
            sealed = media.read(site.home(), "document_attachment", attachment.pk)
            content = site.vault().open_attachment(attachment.document_id, attachment.pk, sealed)
        acting.record("document.attachment_opened", subject=attachment.document_id, attachment=attachment.pk)
    return OpenedAttachment(attachment.name, content)
