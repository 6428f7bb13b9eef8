"""How roles are filled: advertised, selected for, adjusted to the person (E-72, E-73).

No column here is meant for a diagnosis, a condition or a belief: an adjustment is a policy's reference and a date.
"""

from django.db import models

from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models.people import Person


class RoleAdvertisement(models.Model):
    """One open advertisement of one role: where it was shown, by which criteria, how long."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    shown_where = models.TextField()
    criteria = models.TextField()
    opened_on = models.DateField()
    closes_on = models.DateField()
    advertised_by = models.CharField(max_length=64)
    advertised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.role} advertised on {self.opened_on}"


class Selection(models.Model):
    """Who was selected after an advertisement, by how many people out of how many applicants, and why."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    advertisement = models.ForeignKey(RoleAdvertisement, on_delete=models.PROTECT, related_name="selections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="selections")
    applicants = models.PositiveIntegerField()
    panel = models.PositiveIntegerField()
    reasons = models.TextField()
    selected_by = models.CharField(max_length=64)
    selected_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"selection of {self.person_id}"


class StaffAdjustment(models.Model):
    """An adjustment agreed with a member of staff, by the reference of the policy it rests on and nothing else."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adjustments")
    policy_reference = models.CharField(max_length=40)
    review_on = models.DateField()
    agreed_by = models.CharField(max_length=64)
    agreed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"adjustment {self.id}"
