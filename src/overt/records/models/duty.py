"""Who is on duty in a deployment, in which role and for how long; and the keys of taps already answered."""

from django.db import models

from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class Duty(models.Model):
    """One turn of one person in one role; `cameras` names those whose alerts reach an officer, empty for all."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="duties")
    person = models.CharField(max_length=32)
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    cameras = models.JSONField(default=list)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "person", "role"],
                condition=models.Q(ended_at=None),
                name="one_turn_a_person_and_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.person}"


class Tap(models.Model):
    """A form's random key, kept by the transaction that did the act: the same form sent twice does it once."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="taps")
    person = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    act = models.CharField(max_length=32)
    done_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_act_a_tap")]

    def __str__(self) -> str:
        return f"tap {self.key}"


class EngagementCount(models.Model):
    """How many engagements of a deployment gave one answer to one question; split from their alerts at its end."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="engagement_counts")
    question = models.CharField(max_length=32)
    answer = models.CharField(max_length=32)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["deployment", "question", "answer"], name="one_count_an_answer")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


class CeilingWatch(models.Model):
    """One watch of the sequential test, from a start or from a resumption after red.

    `base_faces` and `base_false` were counted before it; `points_json` holds [faces, false alerts] since, each time
    an alert was judged; `colour` is green, amber or red.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="ceiling_watches")
    began_at = models.DateTimeField()
    base_faces = models.PositiveBigIntegerField(default=0)
    base_false = models.PositiveIntegerField(default=0)
    colour = models.CharField(max_length=8, default="green")
    points_json = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"watch {self.id}"
