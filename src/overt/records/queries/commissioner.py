"""What the Commissioner is told for a period (M-57): classes of biometrics held, retention, receipts, holds.

Counts only: no name, no id of a person, no picture. It refuses to say "0" of what it did not look at: a class that is
never stored says so in words.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from overt.law.packs import Limit
from overt.ledger.entry import time_text
from overt.records.models import (
    LATE_AFTER_SECONDS,
    Alert,
    CameraRun,
    ErasureReceipt,
    EvidentialHold,
    WatchlistPicture,
)
from overt.records.queries.packs import pack_in_force

UNMATCHED = "Never stored. Templates of people who matched nobody live in memory until their comparison ends."


@dataclass(frozen=True)
class Held:
    """One class of biometrics: what, how many are held now, and how long they may be."""

    what: str
    held: int
    retention: str


@dataclass(frozen=True)
class Erased:
    """Receipts of one class given within the period: how many, keys destroyed, rows deleted, how many late."""

    what: str
    receipts: int
    keys: int
    records: int
    late: int


@dataclass(frozen=True)
class Holds:
    """Alerts kept as evidence: now, of those past their day of review, and begun or ended within the period."""

    in_force: int
    review_is_late: int
    begun: int
    ended: int


@dataclass(frozen=True)
class CommissionerReport:
    """The whole export. `since` is within the period, `until` is not; `written_at` is when the held were counted."""

    since: datetime
    until: datetime
    written_at: datetime
    pack: str
    held: tuple[Held, ...]
    erased: tuple[Erased, ...]
    unmatched: str
    templates_made: int
    templates_overwritten: int
    holds: Holds

    def to_json(self) -> dict[str, Any]:
        """Return it for a file."""
        moments = {name: time_text(getattr(self, name)) for name in ("since", "until", "written_at")}
        return {**asdict(self), **moments}


def commissioner_report(since: datetime, until: datetime, now: datetime) -> CommissionerReport:
    """Count what is held now and what was erased from `since` to before `until`."""
    pack = pack_in_force()
    runs = CameraRun.objects.filter(started_at__gte=since, started_at__lt=until)
    templates = runs.aggregate(
        made=Sum("templates_made", default=0), overwritten=Sum("templates_overwritten", default=0)
    )
    return CommissionerReport(
        since,
        until,
        now,
        pack.name,
        _held(pack.limits),
        _erased(since, until),
        UNMATCHED,
        templates["made"],
        templates["overwritten"],
        _holds(since, until, now),
    )


def _held(limits: Mapping[str, Limit]) -> tuple[Held, ...]:
    listed = WatchlistPicture.objects.filter(entry__deployment__watchlist_destroyed_at=None, entry__withdrawn_at=None)
    of_a_list = _retention(limits, "watchlist_destruction_hours", "hours after the deployment ends")
    of_an_alert = _retention(limits, "alert_retention_days", "days after it was raised")
    return (
        Held("Pictures of people on a watchlist", listed.count(), of_a_list),
        Held("Templates of people on a watchlist", listed.exclude(template_sealed=b"").count(), of_a_list),
        Held("Alerts with the pictures of probe and candidate", Alert.objects.count(), of_an_alert),
    )


def _retention(limits: Mapping[str, Limit], name: str, unit: str) -> str:
    limit = limits[name]
    return f"{limit.value} {unit} ({limit.clause or limit.source})"


def _holds(since: datetime, until: datetime, now: datetime) -> Holds:
    agreed = EvidentialHold.objects.filter(agreed_at__isnull=False)
    in_force = agreed.filter(ended_at=None)
    return Holds(
        in_force.count(),
        in_force.filter(review_by__lt=now).count(),
        agreed.filter(agreed_at__gte=since, agreed_at__lt=until).count(),
        agreed.filter(ended_at__gte=since, ended_at__lt=until).count(),
    )


def _erased(since: datetime, until: datetime) -> tuple[Erased, ...]:
    late = Count("id", filter=Q(late_seconds__gt=LATE_AFTER_SECONDS))
    rows = (
        ErasureReceipt.objects.filter(done_at__gte=since, done_at__lt=until)
        .values("what")
        .annotate(receipts=Count("id"), keys=Sum("keys_destroyed"), records=Sum("records_deleted"), late=late)
        .order_by("what")
    )
    return tuple(Erased(**row) for row in rows)
