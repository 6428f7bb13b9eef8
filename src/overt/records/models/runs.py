"""One process on one camera, its lease, and the counters that are all it leaves of who did not alert (I-2)."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class RunState(models.TextChoices):
    """Whether a camera process is running, ended in order, or was lost."""

    RUNNING = "running"
    ENDED = "ended"
    LOST = "lost"


class CameraRun(models.Model):
    """A lease: while `lease_until` is ahead, no second process may run this camera. Counters are totals of the run."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="runs")
    camera = models.CharField(max_length=48)
    pid = models.PositiveIntegerField()
    warrant = models.CharField(max_length=32, default="", blank=True)
    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.RUNNING)
    lease_until = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, default=None)
    tally_recorded_at = models.DateTimeField()
    last_opportunity_at = models.DateTimeField(null=True, default=None)
    outage_since = models.DateTimeField(null=True, default=None)

    frames = models.PositiveBigIntegerField(default=0)
    frames_skipped = models.PositiveBigIntegerField(default=0)
    faces_detected = models.PositiveBigIntegerField(default=0)
    passages = models.PositiveBigIntegerField(default=0)
    recognition_opportunities = models.PositiveBigIntegerField(default=0)
    templates_made = models.PositiveBigIntegerField(default=0)
    templates_overwritten = models.PositiveBigIntegerField(default=0)
    longest_template_ms = models.PositiveIntegerField(default=0)
    refusals_json = models.JSONField(default=dict)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "camera"],
                condition=models.Q(state="running"),
                name="one_running_process_a_camera",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.id}"
