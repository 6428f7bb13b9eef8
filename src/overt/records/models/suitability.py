"""The technical lead's signature under one application: this use is technically suitable (M-06, M-18, M-19)."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class TechnicalSignature(models.Model):
    """One signature, with the technical lead's own words."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="technical_signatures")
    signed_by = models.CharField(max_length=64)
    statement = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"technical signature {self.id}"
