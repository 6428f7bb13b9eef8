"""Alerts and what people made of them. The pictures are in media, sealed under the alert's own key."""

from django.db import models

from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class AlertState(models.TextChoices):
    """How far people have come with an alert; it never says who somebody is."""

    RAISED = "raised"
    VIEWED = "viewed"
    ENGAGED = "engaged"
    CONCLUDED = "concluded"


class Alert(models.Model):
    """A score at or above the threshold, for one passage and one subject, until its erase-by time.

    `passage` is an opaque token of one passage within one camera run. `entry` and `picture` are plain ids, since an
    alert outlives the watchlist.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="alerts")
    camera = models.CharField(max_length=48)
    run = models.CharField(max_length=32, default="", blank=True)
    warrant = models.CharField(max_length=32)
    passage = models.CharField(max_length=64)
    entry = models.CharField(max_length=32)
    picture = models.CharField(max_length=32)
    score = models.CharField(max_length=32)
    threshold = models.CharField(max_length=32)
    state = models.CharField(max_length=16, choices=AlertState.choices, default=AlertState.RAISED)
    raised_at = models.DateTimeField()
    erase_by = models.DateTimeField()
    bundle_digest = models.CharField(max_length=64)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["deployment", "passage", "entry"], name="one_alert_a_passage_and_subject")
        ]
        indexes = [models.Index(fields=["erase_by"], name="alerts_due")]

    def __str__(self) -> str:
        return f"alert {self.id}"


class OwnView(models.Model):
    """One person's own view of an alert, given before seeing the score or anybody else's view."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="views")
    person = models.CharField(max_length=32)
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    view = models.CharField(max_length=16)
    given_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["alert", "role"], name="one_view_a_role"),
            models.UniqueConstraint(fields=["alert", "person"], name="one_view_a_person"),
        ]

    def __str__(self) -> str:
        return f"view {self.id}"


class Engagement(models.Model):
    """A person was spoken to; `before_recorded` says that it came before both views, with the sealed reason."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="engagement")
    officer = models.CharField(max_length=32)
    engaged_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    before_recorded = models.BooleanField(default=False)
    reason_sealed = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"engagement {self.id}"


class Outcome(models.Model):
    """What came of an engagement: whether it was the same person, what was done, under which power (E-84)."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="outcome")
    identity = models.CharField(max_length=24)
    disposal = models.CharField(max_length=24)
    note_sealed = models.BinaryField(default=b"")
    recorded_by = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"outcome {self.id}"
