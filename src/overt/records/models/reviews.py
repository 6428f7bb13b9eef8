"""The review after a deployment, the second reading of a sample of its alerts, and what is to be done about it."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class Review(models.Model):
    """Findings in words beside the figures as they stood; on false alerts (E-96) and on benefits (E-04) apart."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, related_name="review")
    reviewed_by = models.CharField(max_length=64)
    reviewed_at = models.DateTimeField()
    findings = models.TextField()
    on_false_alerts = models.TextField(default="", blank=True)
    on_benefits = models.TextField(default="", blank=True)
    figures_json = models.JSONField()

    def __str__(self) -> str:
        return f"review of {self.deployment_id}"


class SecondReading(models.Model):
    """A second person's view of one alert of the sample, given without the first view, the score or the outcome.

    `alert` is a plain id and `first_view` the operator's, so that agreement can be counted after the alert is erased.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="second_readings")
    alert = models.CharField(max_length=32, unique=True)
    reader = models.CharField(max_length=32)
    first_view = models.CharField(max_length=16)
    view = models.CharField(max_length=16)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"second reading {self.id}"


class LearningPoint(models.Model):
    """Something a deployment taught, as an action somebody owns and must have done by a day."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="learning_points")
    words = models.TextField()
    owner = models.CharField(max_length=32)
    due_on = models.DateField()
    raised_by = models.CharField(max_length=32)
    raised_at = models.DateTimeField()
    outcome = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"learning point {self.id}"
