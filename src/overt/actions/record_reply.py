"""Record what a regulator or stakeholder replied; a reply is written once and not replaced (M-90)."""

from datetime import date

from overt.actions._documents import commitment, day_text, find_document, words_of
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import DocumentSharing


def record_reply(by: Actor, sharing: DocumentSharing, *, replied_on: date, reply: str) -> DocumentSharing:
    """Record the reply to one sharing; its day lies between the sharing and today."""
    words = words_of(reply, "reply_missing", "Write what they replied, or that they had nothing to say.")
    found = find_document(sharing.version.document_id)
    with act(by, "record_reply", found.deployment_id) as acting:
        row = DocumentSharing.objects.select_for_update().get(pk=sharing.pk)
        if row.replied_on is not None:
            raise ActionRefused("reply_recorded", "The reply is on record already. Record a further sharing instead.")
        if not row.shared_on <= replied_on <= acting.now.date():
            raise ActionRefused("day_impossible", "Enter a day from the one on which it was shared up to today.")
        row.replied_on, row.reply, row.reply_recorded_by = replied_on, words, by.id
        acting.record(
            "document.reply_recorded",
            subject=found.id,
            sharing=row.id,
            replied_on=day_text(replied_on),
            reply=commitment(acting, found, words.encode()),
        )
        row.save()
    return row
