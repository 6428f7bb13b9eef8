"""The law packs of this site: each that was proposed, with its text, and which of them bind or bound it."""

from django.db import models

from overt.records.ids import new_id


class PackState(models.TextChoices):
    """Where a proposed law pack is in its decision."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"


class LawPackVersion(models.Model):
    """One law pack as proposed: `content` is its file, byte for byte, and `digest` its SHA-256.

    `number` counts the packs that came into force, 0 until then; the highest binds new deployments. `reason` and
    `decline_reason` are public; the ledger holds commitments to them under `salt`, which is public too.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    number = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=48)
    digest = models.CharField(max_length=64)
    content = models.TextField()
    from_version = models.ForeignKey("self", on_delete=models.PROTECT, null=True, default=None)
    state = models.CharField(max_length=16, choices=PackState.choices, default=PackState.PROPOSED)
    salt = models.CharField(max_length=64)
    reason = models.TextField(default="", blank=True)
    decline_reason = models.TextField(default="", blank=True)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, default="", blank=True)
    decided_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(number__gt=0), name="one_pack_a_number"),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="proposed"), name="one_proposed_pack_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(state="agreed", number__gt=0) | ~models.Q(state="agreed") & models.Q(number=0),
                name="agreed_packs_are_numbered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="agreed", decided_by=models.F("proposed_by"))
                | models.Q(proposed_by="software"),
                name="two_people_agreed_a_pack",
            ),
        ]

    def __str__(self) -> str:
        return f"law pack {self.name} {self.digest[:8]}"
