"""Open a file of the intelligence case for one person; opening is an act, so who looked is on record (M-70)."""

from overt.actions import site
from overt.actions.act import act, refusals
from overt.actions.open_attachment import OpenedAttachment
from overt.actions.system import Actor
from overt.records import media
from overt.records.models import ApplicationFile


def open_intelligence(by: Actor, file: ApplicationFile) -> OpenedAttachment:
    """Record who opens the file, then unseal it."""
    with act(by, "open_intelligence", file.deployment_id) as acting:
        with refusals():
            sealed = media.read(site.home(), "application_file", file.pk)
            content = site.vault().open_application_file(file.deployment_id, file.pk, sealed)
        acting.record("application.file_opened", subject=file.pk, file=file.pk)
    return OpenedAttachment(file.name, content)
