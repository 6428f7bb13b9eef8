"""Passages of volunteers while a deployment runs: those somebody marked, and the recognitions of them; no picture."""

from django.db import models

from overt.law.preparations import Distance, Light
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class SeededPassage(models.Model):
    """A mark: somebody on duty saw a volunteer enter a camera's zone. `entry` is the volunteer's opaque entry.

    `had_opportunity` says that the camera had a recognition opportunity, of whomever, near enough to the mark for it to
    be the volunteer's; a passage without one gave no template for certain.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="seeded_passages")
    entry = models.CharField(max_length=32)
    camera = models.CharField(max_length=48)
    light = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Light])
    distance = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Distance])
    marked_by = models.CharField(max_length=64)
    marked_at = models.DateTimeField()
    had_opportunity = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"seeded passage {self.id}"


class VolunteerRecognition(models.Model):
    """A volunteer was recognised while a deployment ran. It is no alert and is in no count of alerts.

    `since_capture_ms` is from the frame until it was handed over.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="volunteer_recognitions")
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
            models.UniqueConstraint(
                fields=["deployment", "passage", "entry"], name="one_volunteer_recognition_a_passage"
            )
        ]

    def __str__(self) -> str:
        return f"recognition {self.id}"
