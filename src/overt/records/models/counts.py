"""Passages counted by hand in minutes drawn by lot, beside what the software counted in the same span."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class ManualCount(models.Model):
    """The seed committed to before the start, and the minutes it drew with a root of the ledger from after it.

    `draw_json` is a list of [camera, minute], minutes counted from the start; empty until drawn.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, related_name="manual_count")
    wanted = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    committed_by = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    draw_json = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"manual count {self.id}"


class CountedMinute(models.Model):
    """One drawn minute that somebody counted: `passages_before` and `passages_after` are the camera's own counter."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    manual_count = models.ForeignKey(ManualCount, on_delete=models.PROTECT, related_name="minutes")
    camera = models.CharField(max_length=48)
    minute = models.PositiveIntegerField()
    counted_by = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    passages_before = models.PositiveBigIntegerField()
    ended_at = models.DateTimeField(null=True, default=None)
    passages_after = models.PositiveBigIntegerField(null=True, default=None)
    by_hand = models.PositiveIntegerField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["manual_count", "camera", "minute"], name="one_count_a_drawn_minute")
        ]

    def __str__(self) -> str:
        return f"minute {self.minute} at {self.camera}"
