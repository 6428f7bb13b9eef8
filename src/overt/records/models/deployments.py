"""A deployment with its cameras, decisions and stated reasons."""

from django.db import models

from overt.law.states import Kind, Source, State
from overt.records.ids import new_id


def _names(words: type[State] | type[Kind] | type[Source]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Deployment(models.Model):
    """One place, purpose, time and watchlist, under one authority.

    `threshold` and scores are decimal text, so that what was authorised is compared letter by letter. `authority_json`
    is the canonical JSON of what the vault enforces and `authority_digest` its SHA-256. `snapshot_json` is that of
    everything the decision was about (application, answers, conditions, approvals, the officer's words), and
    `snapshot_digest`, its SHA-256, is part of the authority. All are empty until then. `authorised_until` is where the
    expiry sweep looks; what counts is computed from the records.

    An urgent authority has `confirm_by`; `confirmed_by` is the Authorising Officer who confirmed it.
    `list_composition_json` counts the list as sealed: entries, pictures, and entries by category.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=_names(Kind))
    state = models.CharField(max_length=16, choices=_names(State), default=State.DRAFT.value)
    source = models.CharField(max_length=16, choices=_names(Source))
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    purpose = models.TextField()
    use_case = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    engine = models.CharField(max_length=64)
    engine_digest = models.CharField(max_length=64)
    engine_fit_for = models.JSONField(default=list)
    engine_mandate_threshold = models.CharField(max_length=32, default="", blank=True)
    threshold = models.CharField(max_length=32)
    threshold_justification = models.TextField(default="", blank=True)
    pack = models.CharField(max_length=64)
    pack_digest = models.CharField(max_length=64)

    trial_hypothesis = models.TextField(default="", blank=True)
    trial_evaluation_plan = models.TextField(default="", blank=True)
    trial_ends_at = models.DateTimeField(null=True, default=None)
    recording_label = models.CharField(max_length=200, default="", blank=True)
    recording_digest = models.CharField(max_length=64, default="", blank=True)
    recording_seconds = models.PositiveIntegerField(default=0)

    applicant = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=64, default="", blank=True)
    submitted_at = models.DateTimeField(null=True, default=None)
    sealed_by = models.CharField(max_length=64, default="", blank=True)
    sealed_at = models.DateTimeField(null=True, default=None)
    list_composition_json = models.JSONField(default=dict)
    watchlist_digest = models.CharField(max_length=64, default="", blank=True)
    authorised_by = models.CharField(max_length=64, default="", blank=True)
    authorised_at = models.DateTimeField(null=True, default=None)
    authority_json = models.TextField(default="", blank=True)
    authority_digest = models.CharField(max_length=64, default="", blank=True)
    snapshot_json = models.TextField(default="", blank=True)
    snapshot_digest = models.CharField(max_length=64, default="", blank=True)
    authorised_until = models.DateTimeField(null=True, default=None)
    confirm_by = models.DateTimeField(null=True, default=None)
    confirmed_by = models.CharField(max_length=64, default="", blank=True)
    confirmed_at = models.DateTimeField(null=True, default=None)

    started_at = models.DateTimeField(null=True, default=None)
    halted_at = models.DateTimeField(null=True, default=None)
    ended_at = models.DateTimeField(null=True, default=None)
    closed_at = models.DateTimeField(null=True, default=None)
    reviewed_at = models.DateTimeField(null=True, default=None)
    watchlist_erase_by = models.DateTimeField()
    watchlist_destroyed_at = models.DateTimeField(null=True, default=None)
    alerts_erase_by = models.DateTimeField()
    alerts_destroyed_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"{self.kind} deployment {self.id}"


class DeploymentCamera(models.Model):
    """One camera of a deployment; `zone_json` is a list of [x, y] corners as fractions of the frame, 0 to 1."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="cameras")
    name = models.CharField(max_length=48)
    zone_json = models.JSONField()
    smallest_face_px = models.PositiveIntegerField()

    class Meta:
        """What the database itself guarantees."""

        constraints = [models.UniqueConstraint(fields=["deployment", "name"], name="one_camera_a_name")]

    def __str__(self) -> str:
        return self.name


class StatedReason(models.Model):
    """Free text an officer gave for an act; the ledger holds `commitment` to it, never the text."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="reasons")
    act = models.CharField(max_length=32)
    text = models.TextField()
    commitment = models.CharField(max_length=64)
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reason for {self.act}"


class ResumeProposal(models.Model):
    """A first person's proposal to resume after a halt; the second person's act uses it up."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="resume_proposals")
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"proposal {self.id}"


class SpaceSignature(models.Model):
    """A second person's signature that a live rehearsal's space is controlled and its signs are up."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="space_signatures")
    signed_by = models.CharField(max_length=64)
    statement = models.TextField()
    signs = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"signature {self.id}"
