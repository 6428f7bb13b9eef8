"""The watchlist of one deployment and the consents behind it; every identifier and template is sealed."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class PictureState(models.TextChoices):
    """Where a watchlist picture is in its check."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class WatchlistEntry(models.Model):
    """One subject; `details_sealed` is the vault's envelope of label and reason, empty once erased."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="entries")
    category = models.CharField(max_length=48)
    details_sealed = models.BinaryField()
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=64, default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"entry {self.id}"


class WatchlistPicture(models.Model):
    """One picture of a subject; the sealed picture is in media.

    `picture_digest` and `template_digest` are SHA-256 of the envelopes, never of a face: they say what was sealed and
    lead nowhere once it is destroyed.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    entry = models.ForeignKey(WatchlistEntry, on_delete=models.PROTECT, related_name="pictures")
    state = models.CharField(max_length=16, choices=PictureState.choices, default=PictureState.WAITING)
    reasons = models.JSONField(default=list)
    quality_json = models.JSONField(default=dict)
    picture_digest = models.CharField(max_length=64)
    template_digest = models.CharField(max_length=64, default="", blank=True)
    template_sealed = models.BinaryField(default=b"")
    added_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """How the database finds rows fast."""

        indexes = [models.Index(fields=["state", "added_at"], name="pictures_waiting")]

    def __str__(self) -> str:
        return f"picture {self.id}"


class Consent(models.Model):
    """A consent, sealed under the deployment's alerts key; `entry` is empty when it covers everybody in a recording."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="consents")
    entry = models.CharField(max_length=32, default="", blank=True)
    sealed = models.BinaryField()
    commitment = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent {self.id}"
