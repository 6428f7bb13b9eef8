"""What is to be erased, and the receipt when it is; neither holds anything of what was erased."""

from django.db import models

from overt.records.ids import new_id


class ErasureClass(models.TextChoices):
    """What kind of thing is erased; each class has its own clock."""

    WATCHLIST = "watchlist"
    ENTRY = "watchlist_entry"
    UPLOAD = "watchlist_upload"
    ALERT = "alert"
    FALSE_ALERT = "false_alert"
    ALERTS_KEY = "alerts_key"
    APPLICATION = "application"
    APPLICATION_FILE = "application_file"
    ATTACHMENT = "document_attachment"
    MEMBERSHIP = "membership"
    QUESTION = "membership_question"
    ORPHAN_KEY = "orphan_key"
    ORPHAN_DEPLOYMENT = "orphan_deployment"
    ORPHAN_MEDIA = "orphan_media"
    ORPHAN_ATTACHMENT = "orphan_attachment"


LATE_AFTER_SECONDS = 60
"""A sweep runs every second; what comes a minute after its time was missed, and is shown as late."""


class ErasureIntent(models.Model):
    """Written before anything is destroyed, so that a start-up can finish what a crash cut short (I-5).

    `rule` is the act of the permission map that erases, which names its clauses; `key_ids_json` the vault's own names
    of the keys that lived then, and `keys_digest` SHA-256 over them.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.CharField(max_length=32)
    what = models.CharField(max_length=24, choices=ErasureClass.choices)
    record = models.CharField(max_length=64)
    rule = models.CharField(max_length=48)
    ground = models.CharField(max_length=48)
    keys = models.PositiveIntegerField()
    key_ids_json = models.JSONField(default=list)
    keys_digest = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    intended_by = models.CharField(max_length=64)
    intended_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"intent {self.id}"


class ErasureReceipt(models.Model):
    """What was destroyed: how many keys, the digest over their ids, how late, and what an erased alert counts as.

    By which rule and ground, and the ids themselves, stand in its intent.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    intent = models.OneToOneField(ErasureIntent, on_delete=models.PROTECT, related_name="receipt")
    deployment = models.CharField(max_length=32)
    what = models.CharField(max_length=24, choices=ErasureClass.choices)
    keys_destroyed = models.PositiveIntegerField()
    keys_digest = models.CharField(max_length=64)
    records_deleted = models.PositiveIntegerField()
    late_seconds = models.PositiveBigIntegerField()
    judged = models.CharField(max_length=24, default="", blank=True)
    disposal = models.CharField(max_length=24, default="", blank=True)
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"receipt {self.id}"
