"""Audits of the record itself: a sample nobody chose, what was found in it, the summary that is published."""

from datetime import datetime, timedelta

from django.db import models

from overt.records.ids import new_id


class AuditedClass(models.TextChoices):
    """What is sampled; each class is drawn by itself."""

    ALERT = "alert", "Alerts"
    VIEW = "view", "Views"
    AUTHORITY = "authority", "Authorities"


class AuditOutcome(models.TextChoices):
    """What was found of one act."""

    IN_ORDER = "in_order", "In order"
    NOT_IN_ORDER = "not_in_order", "Not in order"
    CANNOT_TELL = "cannot_tell", "Cannot be told any more"


class Audit(models.Model):
    """One audit of the acts `since` to before `until`: `wanted` of each class.

    `entry` is the ledger's entry that commits to the seed (hexadecimal); the root that is drawn with it is the one over
    the first `entry` + 2 entries, so it is fixed then and known to nobody.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    of_panel = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    wanted = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    owner = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    entry = models.BigIntegerField()
    root = models.CharField(max_length=64, default="", blank=True)
    population_json = models.JSONField(default=dict)
    drawn_at = models.DateTimeField(null=True, default=None)
    summary = models.TextField(default="", blank=True)
    published_by = models.CharField(max_length=64, default="", blank=True)
    published_at = models.DateTimeField(null=True, default=None)

    @property
    def last(self) -> datetime:
        """The last moment of the period, for its last day in words."""
        return self.until - timedelta(microseconds=1)

    def __str__(self) -> str:
        return f"audit {self.id}"


class AuditItem(models.Model):
    """One act that was drawn: its entry in the ledger, and the finding once there is one."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="items")
    entry = models.BigIntegerField()
    what = models.CharField(max_length=16, choices=AuditedClass.choices)
    deployment = models.CharField(max_length=32)
    acted_by = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16, choices=AuditOutcome.choices, default="", blank=True)
    findings = models.TextField(default="", blank=True)
    found_by = models.CharField(max_length=64, default="", blank=True)
    found_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["audit", "entry"], name="one_item_an_entry")]

    def __str__(self) -> str:
        return f"entry {self.entry} in {self.audit_id}"
