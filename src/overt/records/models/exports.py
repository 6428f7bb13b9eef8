"""One alert taken out of the site as evidence, encrypted to one recipient, by two people."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class EvidenceExport(models.Model):
    """One request to give an alert to a named recipient; `released_at` says that a second person gave it.

    `recipient_key` is the recipient's age public key; `content_digest` the SHA-256 of the encrypted file that left.
    `alert` is a plain id: that something left outlives the alert.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="evidence_exports")
    alert = models.CharField(max_length=32)
    recipient = models.TextField()
    recipient_key = models.CharField(max_length=64)
    basis = models.TextField()
    purpose = models.TextField()
    requested_by = models.CharField(max_length=32)
    requested_at = models.DateTimeField()
    released_by = models.CharField(max_length=32, default="", blank=True)
    released_at = models.DateTimeField(null=True, default=None)
    content_digest = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return f"evidence export {self.id}"
