"""Courses, what people passed, which rules they acknowledged: what makes a role that is held count."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.people import Person


class Course(models.Model):
    """One version of a course's content with its knowledge check; a version is never edited, only followed by another.

    `questions_json` is a list of questions, each with its options and the index of the right one; `pass_mark` counts
    right answers. A version with `supersedes_passes` makes passes of earlier versions stop counting.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    code = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = models.TextField()
    formats = models.TextField()
    diversity_input = models.TextField()
    questions_json = models.JSONField()
    pass_mark = models.PositiveIntegerField()
    supersedes_passes = models.BooleanField(default=False)
    content_digest = models.CharField(max_length=64)
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_course_a_version")]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class Training(models.Model):
    """One attempt at a knowledge check, or one certificate seen: who, which course, whether passed, when.

    `means` is `knowledge_check` or `certificate`; a certificate has its reference and who saw it instead of a version.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=48)
    version = models.PositiveIntegerField(null=True, default=None)
    means = models.CharField(max_length=16)
    answered_right = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    passed = models.BooleanField()
    reference = models.CharField(max_length=64, default="", blank=True)
    passed_on = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.course} of {self.person_id}"


class RulesAcknowledgement(models.Model):
    """One person's word that they have read the rules of one pack as they stood (M-68)."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    pack = models.CharField(max_length=48)
    pack_digest = models.CharField(max_length=64)
    acknowledged_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["person", "pack_digest"], name="one_acknowledgement_of_one_set_of_rules")
        ]

    def __str__(self) -> str:
        return f"{self.pack} acknowledged by {self.person_id}"
