"""The watchlist of one deployment and the consents behind it; every identifier and template is sealed."""

from django.db import models

from overt.law.listing import AgeBand
from overt.records.ids import new_id
from overt.records.models.deployments import Deployment


class PictureState(models.TextChoices):
    """Where a watchlist picture is in its check."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class WatchlistEntry(models.Model):
    """One subject; `details_sealed` is the vault's envelope of who and why, empty once erased.

    Beside it stand only what rules count: the category, the age band (empty when not stated) and whether there is a
    disability. `reference` is a salted commitment, so that one reference is listed once; it says nothing by itself.
    `face_occluded` is what the last review said of its pictures: None until somebody looked.
    `look_alikes` counts, once the list is sealed, the other entries that come close to this one. `case_sealed` holds,
    once the list is sealed, why somebody who may be under the pack's age is on it, for the officer who decides.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="entries")
    category = models.CharField(max_length=48)
    reference = models.CharField(max_length=64, default="", blank=True)
    age_band = models.CharField(
        max_length=16, choices=[(band.value, band.value) for band in AgeBand], default="", blank=True
    )
    has_disability = models.BooleanField(default=False)
    look_alikes = models.PositiveSmallIntegerField(default=0)
    details_sealed = models.BinaryField()
    case_sealed = models.BinaryField(default=b"")
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=64, default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True, default=None)
    reviewed_by = models.CharField(max_length=64, default="", blank=True)
    reviewed_at = models.DateTimeField(null=True, default=None)
    face_occluded = models.BooleanField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "reference"],
                condition=~models.Q(reference="") & models.Q(withdrawn_at=None),
                name="one_entry_a_reference",
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.id}"


class WatchlistPicture(models.Model):
    """One picture of a subject; the sealed picture is in media.

    `picture_digest` and `template_digest` are SHA-256 of the envelopes, never of a face: they say what was sealed and
    lead nowhere once it is destroyed. `image_years` is the picture's age in years begun on the day of the deployment,
    `child_at_capture` whether its subject was below the pack's age when it was taken; the dates themselves are sealed.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    entry = models.ForeignKey(WatchlistEntry, on_delete=models.PROTECT, related_name="pictures")
    state = models.CharField(max_length=16, choices=PictureState.choices, default=PictureState.WAITING)
    reasons = models.JSONField(default=list)
    quality_json = models.JSONField(default=dict)
    image_years = models.PositiveSmallIntegerField(null=True, default=None)
    child_at_capture = models.BooleanField(default=False)
    picture_digest = models.CharField(max_length=64)
    template_digest = models.CharField(max_length=64, default="", blank=True)
    template_sealed = models.BinaryField(default=b"")
    added_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """How the database finds rows fast."""

        indexes = [models.Index(fields=["state", "added_at"], name="pictures_waiting")]

    def __str__(self) -> str:
        return f"picture {self.id}"


class ListWarning(models.Model):
    """What the owners of a draft should look at before sealing; gone once it is sealed.

    `other` is the entry of the same list it is about, empty when it is about the picture's own.
    """

    picture = models.ForeignKey(WatchlistPicture, on_delete=models.CASCADE, related_name="warnings")
    code = models.CharField(max_length=32)
    other = models.CharField(max_length=32, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.code} of picture {self.picture_id}"


class UploadState(models.TextChoices):
    """Where a list that was sent in is."""

    WAITING = "waiting"
    READ = "read"


class WatchlistUpload(models.Model):
    """A list sent in as one file; the sealed file is in media until it is read and then destroyed.

    `problems_json` is a list of [row, code]; row 0 is the file as a whole.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="uploads")
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=UploadState.choices, default=UploadState.WAITING)
    entries = models.PositiveIntegerField(default=0)
    problems_json = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"upload {self.id}"


class Disclosure(models.Model):
    """One picture that left the force: to whom, on what basis, for what, and until when it may be kept there."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="disclosures")
    entry = models.CharField(max_length=32)
    picture = models.CharField(max_length=32)
    recipient = models.TextField()
    basis = models.TextField()
    purpose = models.TextField()
    expires_at = models.DateTimeField()
    disclosed_by = models.CharField(max_length=64)
    disclosed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"disclosure {self.id}"


class Consent(models.Model):
    """A consent, sealed under the deployment's alerts key; `entry` is empty when it covers everybody in a recording.

    `declared_group` is what a volunteer chose to say of themselves, so that recognition can be measured by group; empty
    when they said nothing. Nobody else fills it in.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="consents")
    entry = models.CharField(max_length=32, default="", blank=True)
    sealed = models.BinaryField()
    declared_group = models.CharField(max_length=40, default="", blank=True)
    commitment = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent {self.id}"
