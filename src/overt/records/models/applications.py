"""Form 1's answers, the sealed files attached to it, and the advice recorded before the request.

Answers and advice are the force's own words, kept in the clear until their erase-by time; a file hangs from the
deployment's alerts key and is destroyed with it.
"""

from django.db import models

from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class Application(models.Model):
    """One deployment's answers by place, who has saved any, and when all of it is erased."""

    deployment = models.OneToOneField(
        Deployment, primary_key=True, on_delete=models.PROTECT, related_name="application"
    )
    answers_json = models.JSONField(default=dict)
    authors = models.JSONField(default=list)
    saved_at = models.DateTimeField(null=True, default=None)
    erase_by = models.DateTimeField()

    def __str__(self) -> str:
        return f"application of {self.deployment_id}"


class ApplicationFile(models.Model):
    """One file of the intelligence case, sealed on the disk under a key of its own."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="application_files")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    attached_by = models.CharField(max_length=64)
    attached_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"application file {self.id}"


class Advice(models.Model):
    """What the legal adviser or the LFR team advised about the list, before the request; `given_as` is their role."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="advice")
    given_as = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    words = models.TextField()
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"advice {self.id}"
