"""What is published of a deployment, and what opens the commitments of its authority one by one."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class AuthorityField(models.Model):
    """The commitment to one field of a frozen authority, and its salt (both hexadecimal); the ledger holds a digest."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="authority_fields")
    name = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["deployment", "name"], name="one_commitment_a_field")]

    def __str__(self) -> str:
        return self.name


class Publication(models.Model):
    """A deployment's record as published: the report's canonical JSON, and the fields of the authority withheld."""

    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, primary_key=True)
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    entry = models.BigIntegerField()
    report_json = models.TextField()
    withheld_json = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"publication of {self.deployment_id}"
