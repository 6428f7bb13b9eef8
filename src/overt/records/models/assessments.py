"""The documents that must exist: policies and assessments with their versions, signatures, reviews and replies.

Answers are the force's own words about itself, kept in the clear; what people attach is sealed. A version is written
once and never changed: the row refuses a second save, and its digest is in the ledger.
"""

from typing import Any

from django.db import models

from overt.law.roles import Role
from overt.records.errors import RecordsError
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment
from overt.records.models.people import Person


class Document(models.Model):
    """One living document of a kind; `kind` is a template's code.

    `draft_json` holds the answers as saved so far, by place, and `draft_authors` who has saved any since the last
    version. `in_force` is the version everybody signed last, `published` the one marked for the public to read.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    kind = models.CharField(max_length=32)
    deployment = models.ForeignKey(
        Deployment, null=True, default=None, on_delete=models.PROTECT, related_name="documents"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_by = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    draft_json = models.JSONField(default=dict)
    draft_authors = models.JSONField(default=list)
    draft_saved_at = models.DateTimeField(null=True, default=None)
    in_force = models.ForeignKey("DocumentVersion", null=True, default=None, on_delete=models.PROTECT, related_name="+")
    in_force_since = models.DateTimeField(null=True, default=None)
    review_due = models.DateField(null=True, default=None)
    published = models.ForeignKey(
        "DocumentVersion", null=True, default=None, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(deployment=None), name="one_document_a_kind_on_the_site"
            ),
            models.UniqueConstraint(fields=["kind", "deployment"], name="one_document_a_kind_for_a_deployment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DocumentVersion(models.Model):
    """One finished version, never changed: `answers` is canonical JSON and `digest` its SHA-256.

    `change` says in words what is new; `authors` are all who saved something that went into it.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.TextField()
    digest = models.CharField(max_length=64)
    template_digest = models.CharField(max_length=64)
    change = models.TextField()
    authors = models.JSONField()
    finished_by = models.CharField(max_length=64)
    finished_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.document_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row once; raises RecordsError for a row that is there already."""
        if not self._state.adding:
            raise RecordsError("version_immutable", "A finished version is never changed: make a new one.")
        super().save(*args, **kwargs)


class DocumentSignature(models.Model):
    """One person's signature under one version, in one role; nobody signs a version twice."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    signed_by = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["version", "role"], name="one_signature_a_role"),
            models.UniqueConstraint(fields=["version", "signed_by"], name="one_signature_a_person"),
        ]

    def __str__(self) -> str:
        return f"signature {self.id}"


class ReviewOutcome(models.TextChoices):
    """What a review found: the version still holds, or it must be changed first."""

    STILL_RIGHT = "still_right"
    NEEDS_CHANGE = "needs_change"


class DocumentReview(models.Model):
    """Somebody looked again at the version in force: by its date, or before one deployment (M-53, M-63, E-25)."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="reviews")
    deployment = models.ForeignKey(
        Deployment, null=True, default=None, on_delete=models.PROTECT, related_name="document_reviews"
    )
    outcome = models.CharField(max_length=16, choices=ReviewOutcome.choices)
    findings = models.TextField()
    reviewed_by = models.CharField(max_length=64)
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review {self.id}"


class Recipient(models.TextChoices):
    """With whom a document can be shared on record."""

    ICO = "ico", "Information Commissioner’s Office"
    COMMISSIONER = "commissioner", "Biometrics and Surveillance Camera Commissioner"
    OVERSIGHT_GROUP = "oversight_group", "Advice and oversight group"
    STAKEHOLDER = "stakeholder", "Another stakeholder"


class DocumentSharing(models.Model):
    """A version given to a regulator or stakeholder, on which day, and what they replied (M-90)."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="sharings")
    recipient = models.CharField(max_length=24, choices=Recipient.choices)
    shared_on = models.DateField()
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    replied_on = models.DateField(null=True, default=None)
    reply = models.TextField(default="", blank=True)
    reply_recorded_by = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return f"sharing {self.id}"


class Attachment(models.Model):
    """A file attached to a document, sealed on the disk under a key of its own, with a day on which it is erased.

    `salt` is the commitment's, hexadecimal; it goes with the row, so that nothing can be told from the ledger then.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    salt = models.CharField(max_length=64)
    attached_by = models.CharField(max_length=64)
    attached_at = models.DateTimeField()
    erase_by = models.DateTimeField()

    def __str__(self) -> str:
        return f"attachment {self.id}"
