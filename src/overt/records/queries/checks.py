"""Checks of the chain before a start: which is under way, what it has recognised, and who may be compared in one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from overt.law.packs import LawPack
from overt.law.preparations import SEEDS
from overt.law.states import Source
from overt.records.models import ChainCheck, CheckOutcome, Consent, Deployment, SeedRecognition, WatchlistEntry


@dataclass(frozen=True)
class Recognised:
    """One recognition of a volunteer, as the console shows it."""

    camera: str
    recognised_at: datetime
    since_capture_ms: int | None


def check_under_way(deployment: str, now: datetime) -> ChainCheck | None:
    """Return the check that may compare now, if there is one."""
    return ChainCheck.objects.filter(deployment_id=deployment, ended_at=None, ends_at__gt=now).first()


def checks_of(deployment: str) -> list[ChainCheck]:
    """Return a deployment's checks, the newest first."""
    return list(ChainCheck.objects.filter(deployment_id=deployment).order_by("-began_at", "-id"))


def recognitions_of(check: ChainCheck) -> list[Recognised]:
    """Return whom a check has recognised so far, without saying who, the oldest first."""
    rows = SeedRecognition.objects.filter(check_of_chain=check).order_by("recognised_at", "id")
    return [Recognised(row.camera, row.recognised_at, row.since_capture_ms) for row in rows]


def is_checked(deployment: str, pack: LawPack, now: datetime) -> bool:
    """Say whether a check was passed within the pack's minutes."""
    since = now - timedelta(minutes=pack.check_minutes)
    passed = ChainCheck.objects.filter(deployment_id=deployment, outcome=CheckOutcome.PASSED)
    return passed.filter(ended_at__gte=since).exists()


def seeds_of(deployment: Deployment) -> QuerySet[WatchlistEntry]:
    """Return the volunteers who may be compared in a check; without a recorded consent only drawn people are."""
    listed = WatchlistEntry.objects.filter(deployment=deployment, category=SEEDS, withdrawn_at=None)
    if deployment.source == Source.DRAWN:
        return listed
    return listed.filter(pk__in=Consent.objects.filter(deployment=deployment).values("entry"))
