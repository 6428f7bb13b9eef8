"""Other systems that read one deployment's state: each named by an act, dead when the deployment closes."""

from django.db import models

from overt.law.integrations import SCOPES
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class Integration(models.Model):
    """One other system: its token's SHA-256, the role it is scoped to, and where it is told of alerts' states.

    `told_up_to` is the last ledger entry it was told; `tries` and `next_try_at` are about the one after it.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="integrations")
    name = models.CharField(max_length=100)
    purpose = models.TextField()
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in SCOPES])
    token_digest = models.CharField(max_length=64, unique=True)
    webhook_url = models.CharField(max_length=500, default="", blank=True)
    told_up_to = models.BigIntegerField(default=-1)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, default=None)
    named_by = models.CharField(max_length=32)
    named_at = models.DateTimeField()
    ended_by = models.CharField(max_length=32, default="", blank=True)
    ended_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "name"], condition=models.Q(ended_at=None), name="one_integration_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"integration {self.id}"
