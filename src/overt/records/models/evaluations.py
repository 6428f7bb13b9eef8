"""Evaluations run on this site, and who signed their operating points. Nothing of a person evaluated is here."""

from django.db import models

from overt.records.models.people import Person


class EngineEvaluation(models.Model):
    """One run of a plan: what it was of, who ran it, and the operating points it measured for one engine version.

    `run` is the digest of plan, pictures and engine; `operating_points` is empty until it has finished.
    """

    id = models.CharField(max_length=32, primary_key=True)
    run = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=48)
    engine_version = models.CharField(max_length=48)
    engine_digest = models.CharField(max_length=64)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    results_digest = models.CharField(max_length=64, default="")
    fragment_digest = models.CharField(max_length=64, default="")
    operating_points = models.JSONField(default=list)

    class Meta:
        """One unfinished run of the same thing at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=models.Q(finished_at=None), name="one_unfinished_evaluation_a_run"
            )
        ]


class OperatingPointSignature(models.Model):
    """One person's signature on the operating points of one evaluation."""

    id = models.CharField(max_length=32, primary_key=True)
    evaluation = models.ForeignKey(EngineEvaluation, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        """Nobody signs twice."""

        constraints = [
            models.UniqueConstraint(fields=["evaluation", "signed_by"], name="one_signature_a_person_and_evaluation")
        ]
