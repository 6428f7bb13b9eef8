"""What can answer, once a list is destroyed, whether one person was on it; sealed, and each with its erase-by time."""

from django.db import models

from overt.records.ids import new_id
from overt.records.models.deployments import Deployment

COMMITMENT_GROUND = "legal_challenge"
"""Why a commitment is kept beyond its list: somebody may go to law about having been on it, or not."""


class MembershipCommitment(models.Model):
    """The commitment made when a list was sealed: the halves of its secret and its tags, each sealed by itself.

    `entry` is the index of the ledger's entry that holds the root.
    """

    deployment = models.OneToOneField(Deployment, on_delete=models.PROTECT, primary_key=True, related_name="membership")
    entry = models.BigIntegerField()
    root = models.CharField(max_length=64)
    ground = models.CharField(max_length=32, default=COMMITMENT_GROUND)
    dpo_half_sealed = models.BinaryField()
    legal_half_sealed = models.BinaryField()
    tags_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    erase_by = models.DateTimeField()

    def __str__(self) -> str:
        return f"membership commitment of {self.deployment_id}"


class QuestionGround(models.TextChoices):
    """On whose order or request a question may be asked; there is no other ground."""

    COURT = "court_order", "Order of a court"
    TRIBUNAL = "tribunal_order", "Order of a tribunal"
    DATA_SUBJECT = "data_subject_request", "Request of the person themselves"


class QuestionState(models.TextChoices):
    """Where a question is."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined"


class MembershipQuestion(models.Model):
    """One question about one person. `sealed` holds the reference and the asker's half; empty once it is closed."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="membership_questions")
    ground = models.CharField(max_length=32, choices=QuestionGround.choices)
    case = models.CharField(max_length=200)
    sealed = models.BinaryField()
    state = models.CharField(max_length=16, choices=QuestionState.choices, default=QuestionState.OPEN)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    closed_by = models.CharField(max_length=64, default="", blank=True)
    closed_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"question {self.id}"
