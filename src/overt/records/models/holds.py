"""Alerts kept as evidence beyond their erase-by time: by two people, on a ground, until a day of review."""

from django.db import models

from overt.law.holds import HoldGround
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class HoldEnd(models.TextChoices):
    """How a hold ended: released, renewed by another, or erased with its alert before a second person agreed."""

    RELEASED = "released"
    RENEWED = "renewed"
    LAPSED = "lapsed"


class EvidentialHold(models.Model):
    """One hold of one alert; it counts once `agreed_at` is set, and until `ended_at`.

    `alert` is a plain id, since the record that something was held outlives the alert; the words are sealed under the
    alert's key and die with it. `review_by` is when somebody must have looked again.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="holds")
    alert = models.CharField(max_length=32)
    ground = models.CharField(max_length=32, choices=[(ground.value, ground.value) for ground in HoldGround])
    reason_sealed = models.BinaryField(default=b"")
    review_by = models.DateTimeField()
    proposed_by = models.CharField(max_length=32)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=32, default="", blank=True)
    agreed_at = models.DateTimeField(null=True, default=None)
    ended_as = models.CharField(max_length=16, choices=HoldEnd.choices, default="", blank=True)
    ended_by = models.CharField(max_length=32, default="", blank=True)
    ended_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=models.Q(ended_at=None, agreed_at=None), name="one_hold_waits"
            ),
            models.UniqueConstraint(
                fields=["alert"],
                condition=models.Q(ended_at=None, agreed_at__isnull=False),
                name="one_hold_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.id}"
