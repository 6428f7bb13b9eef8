"""The Blue List while a deployment runs: its volunteers by number, their marked passages, and what was recognised."""

from dataclasses import dataclass

from overt.law.preparations import SEEDS
from overt.records.models import Consent, Deployment, SeededPassage, VolunteerRecognition, WatchlistEntry
from overt.records.queries.checks import seeds_of


@dataclass(frozen=True)
class Volunteer:
    """A volunteer as those who mark see them: a number that stays when another one withdraws, and no name."""

    entry: str
    number: int


def volunteer_numbers(deployment: str) -> dict[str, int]:
    """Return the number of each volunteer, withdrawn or not, by entry: 1 for the first listed."""
    listed = WatchlistEntry.objects.filter(deployment_id=deployment, category=SEEDS).order_by("added_at", "id")
    return {entry: number for number, entry in enumerate(listed.values_list("id", flat=True), 1)}


def volunteers_of(deployment: Deployment) -> list[Volunteer]:
    """Return the volunteers whose passages may be marked, by number."""
    numbers = volunteer_numbers(deployment.id)
    there = [Volunteer(entry, numbers[entry]) for entry in seeds_of(deployment).values_list("id", flat=True)]
    return sorted(there, key=lambda one: one.number)


def is_volunteer(deployment: str, entry: str) -> bool:
    """Return whether this entry is a volunteer who consented and has not withdrawn."""
    row = Deployment.objects.get(pk=deployment)
    return seeds_of(row).filter(pk=entry).exists()


def marks_of(deployment: str) -> list[SeededPassage]:
    """Return the marks that count, the oldest first; those taken back do not."""
    return list(SeededPassage.objects.filter(deployment_id=deployment, withdrawn_at=None).order_by("marked_at", "id"))


def recognitions_of_volunteers(deployment: str) -> list[VolunteerRecognition]:
    """Return every recognition of a volunteer while the deployment ran, the oldest first."""
    rows = VolunteerRecognition.objects.filter(deployment_id=deployment)
    return list(rows.order_by("recognised_at", "id"))


def declared_groups(deployment: str) -> dict[str, str]:
    """Return what volunteers declared of themselves, by entry; nothing once their consents are erased."""
    consents = Consent.objects.filter(deployment_id=deployment).exclude(declared_group="").order_by("recorded_at")
    return dict(consents.values_list("entry", "declared_group"))
