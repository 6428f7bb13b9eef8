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
    alert outlives the watchlist. `margin` is how far the score lies above that of the next subject, decimal text,
    empty when nobody else was compared; `since_capture_ms` from the frame until `raised_at`.
    `claimed_by` is the operator who has it.
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
    margin = models.CharField(max_length=32, default="", blank=True)
    since_capture_ms = models.PositiveIntegerField(null=True, default=None)
    claimed_by = models.CharField(max_length=32, default="", blank=True)
    claimed_at = models.DateTimeField(null=True, default=None)

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
            models.UniqueConstraint(
                fields=["alert"], condition=models.Q(role=Role.OPERATOR.value), name="one_operators_view"
            ),
            models.UniqueConstraint(fields=["alert", "person"], name="one_view_a_person"),
        ]

    def __str__(self) -> str:
        return f"view {self.id}"


class AlertAssignment(models.Model):
    """One alert sent to one Engagement Officer on duty: nobody else's phone shows it."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="assignments")
    officer = models.CharField(max_length=32)
    assigned_by = models.CharField(max_length=32)
    assigned_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["alert", "officer"], name="one_assignment_an_officer")]

    def __str__(self) -> str:
        return f"assignment {self.id}"


class ViewFactors(models.Model):
    """What a person weighed in their own view (E-83), sealed under the alert's key; `due_at` is the pack's limit."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    own_view = models.OneToOneField(OwnView, on_delete=models.CASCADE, related_name="factors")
    sealed = models.BinaryField()
    due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"factors {self.id}"


class EngagementDecision(models.Model):
    """One officer's decision to engage or not, on a ground of the closed list, with sealed words."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="decisions")
    officer = models.CharField(max_length=32)
    engage = models.BooleanField()
    ground = models.CharField(max_length=32)
    reason_sealed = models.BinaryField(default=b"")
    decided_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["alert", "officer"], name="one_decision_an_officer")]

    def __str__(self) -> str:
        return f"decision {self.id}"


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
    """What came of an engagement: whether it was the same person, what was done, under which power (E-84).

    `details_sealed` holds the rest of the record (E-68, E-102), sealed under the alert's key.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="outcome")
    identity = models.CharField(max_length=24)
    disposal = models.CharField(max_length=24)
    note_sealed = models.BinaryField(default=b"")
    details_sealed = models.BinaryField(default=b"")
    recorded_by = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"outcome {self.id}"
