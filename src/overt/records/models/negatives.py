"""Known negatives of a rehearsal: one alert's probe beside another subject's pictures; no picture is copied."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class KnownNegative(models.Model):
    """Two alerts of one rehearsal shown as if they were one, to an operator who is told afterwards.

    `probe_of` and `candidate_of` are the alerts' opaque ids; once one of them is erased nothing can be shown any more.
    `view` is the operator's own view, empty until given.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="known_negatives")
    probe_of = models.CharField(max_length=32)
    candidate_of = models.CharField(max_length=32)
    camera = models.CharField(max_length=48)
    mixed_in_by = models.CharField(max_length=64)
    mixed_in_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=32, default="", blank=True)
    view = models.CharField(max_length=16, default="", blank=True)
    viewed_by = models.CharField(max_length=32, default="", blank=True)
    viewed_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["deployment", "probe_of", "candidate_of"], name="one_negative_a_pair")
        ]

    def __str__(self) -> str:
        return f"known negative {self.id}"
