"""The decision on an application: conditions, approvals, the advice asked for, what precedes a start, its review."""

from django.db import models

from overt.law.preparations import PreparationKind
from overt.law.stipulations import StipulationKind
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class AuthorityCondition(models.Model):
    """One condition of an authority, `kind` and `value` as `overt.law.stipulations.Stipulation` has them."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32, choices=[(kind.value, kind.value) for kind in StipulationKind])
    value = models.TextField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["deployment", "number"], name="one_condition_a_number")]

    def __str__(self) -> str:
        return f"condition {self.number} of {self.deployment_id}"


class EntryApproval(models.Model):
    """One officer's approval of one entry under the pack's age; the words are sealed under the alerts key.

    `entry` is the entry's opaque id, which outlives the list; `sealed` ends with the deployment's alerts.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="approvals")
    entry = models.CharField(max_length=32)
    sealed = models.BinaryField()
    commitment = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["deployment", "entry", "approved_by"], name="one_approval_an_officer")
        ]

    def __str__(self) -> str:
        return f"approval {self.id}"


class OversightRequest(models.Model):
    """What the oversight group was asked, and which parts of the application its owner keeps from it."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, related_name="oversight_request")
    question = models.TextField()
    withheld = models.JSONField(default=list)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"advice asked on {self.deployment_id}"


class OversightAdvice(models.Model):
    """One overseer's advice; `dissent` holds what was not agreed within the group, empty where nobody dissented."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    request = models.ForeignKey(OversightRequest, on_delete=models.PROTECT, related_name="advice")
    words = models.TextField()
    dissent = models.TextField(default="", blank=True)
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"advice {self.id}"


class AuthorityReview(models.Model):
    """An officer's review of an authority in force, with its outcome."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="authority_reviews")
    outcome = models.CharField(max_length=16)
    words = models.TextField()
    reviewed_by = models.CharField(max_length=64)
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"authority review {self.id}"


class Preparation(models.Model):
    """One thing done before a start: public notice, why it is late, somebody briefed, the signs in place.

    `person` is who was briefed, empty for everything else; `done_at` is when it was done, not when it was written down.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="preparations")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in PreparationKind])
    words = models.TextField()
    person = models.CharField(max_length=64, default="", blank=True)
    done_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.deployment_id}"
