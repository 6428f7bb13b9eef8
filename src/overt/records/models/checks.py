"""Checks of the whole chain before a start, and the volunteers recognised in them; no picture of one is kept."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class CheckOutcome(models.TextChoices):
    """How a check ended; empty while it is under way."""

    PASSED = "passed"
    STOPPED = "stopped"


class ChainCheck(models.Model):
    """One check: under way until somebody passes or stops it, or `ends_at` is reached.

    `began_by` and `ended_by` are opaque ids; the software ends a check whose time is over.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="checks")
    began_by = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=CheckOutcome.choices, default="", blank=True)
    ended_by = models.CharField(max_length=64, default="", blank=True)
    ended_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"check {self.id}"


class SeedRecognition(models.Model):
    """A volunteer on the list was recognised in a check. It is no alert and is in no count of alerts or faces.

    `entry` is the volunteer's opaque entry, `since_capture_ms` from the frame until it was handed over.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    check_of_chain = models.ForeignKey(ChainCheck, on_delete=models.PROTECT, related_name="recognitions")
    camera = models.CharField(max_length=48)
    run = models.CharField(max_length=32)
    warrant = models.CharField(max_length=32)
    passage = models.CharField(max_length=64)
    entry = models.CharField(max_length=32)
    since_capture_ms = models.PositiveIntegerField(null=True, default=None)
    recognised_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["check_of_chain", "passage", "entry"], name="one_recognition_a_passage")
        ]

    def __str__(self) -> str:
        return f"recognition {self.id}"
