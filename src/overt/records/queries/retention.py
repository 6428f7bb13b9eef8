"""When everything kept of one deployment is erased, and what is kept beyond that as evidence.

It names no person; an alert is known by its opaque id.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from overt.records.models import (
    Alert,
    Application,
    ApplicationFile,
    Attachment,
    Consent,
    Deployment,
    EntryApproval,
    EvidentialHold,
    Outcome,
    WatchlistEntry,
)
from overt.records.queries.judgement import judgement_of


@dataclass(frozen=True)
class Clock:
    """One class of what is kept: how many there are, the next and the last erase-by time, and the pack's limit.

    Both times are None when nothing of it is kept; `destroyed_at` is set once it is gone for good.
    """

    what: str
    held: int
    next_due: datetime | None
    last_due: datetime | None
    limit: str
    destroyed_at: datetime | None = None


@dataclass(frozen=True)
class KeptAlert:
    """One alert with its clock, the hold in force and the hold that waits for a second person."""

    alert: str
    camera: str
    raised_at: datetime
    erase_by: datetime
    judged_false: bool
    hold: EvidentialHold | None
    waiting: EvidentialHold | None


def held_alerts(deployment: str | None = None) -> set[str]:
    """Return the ids of alerts under a hold two people agreed on, of one deployment or of the site."""
    rows = EvidentialHold.objects.filter(ended_at=None, agreed_at__isnull=False)
    if deployment is not None:
        rows = rows.filter(deployment_id=deployment)
    return set(rows.values_list("alert", flat=True))


def due_at(alert: Alert) -> datetime:
    """Return when an alert was to be erased: at its erase-by time, or when its last hold was released after that."""
    ended = EvidentialHold.objects.filter(alert=alert.id, agreed_at__isnull=False, ended_at__isnull=False)
    return max([alert.erase_by, *(at for at in ended.values_list("ended_at", flat=True) if at)])


def kept_alerts(deployment: str) -> list[KeptAlert]:
    """Return every alert of a deployment, the one that is due first at the top."""
    holds = list(EvidentialHold.objects.filter(deployment_id=deployment, ended_at=None))
    in_force = {hold.alert: hold for hold in holds if hold.agreed_at}
    waiting = {hold.alert: hold for hold in holds if not hold.agreed_at}
    rows = Alert.objects.filter(deployment_id=deployment).select_related("outcome", "engagement")
    return [
        KeptAlert(
            alert=row.id,
            camera=row.camera,
            raised_at=row.raised_at,
            erase_by=row.erase_by,
            judged_false=judgement_of(row).is_false,
            hold=in_force.get(row.id),
            waiting=waiting.get(row.id),
        )
        for row in rows.prefetch_related("views").order_by("erase_by", "raised_at")
    ]


def clocks_of(deployment: Deployment, kept: Collection[KeptAlert]) -> list[Clock]:
    """Return the clock of each class; an alert under a hold is counted in its own line, by its day of review."""
    free = [one for one in kept if one.hold is None]
    held = [one.hold.review_by for one in kept if one.hold]
    return [
        _list(deployment),
        _clock("alerts", [one.erase_by for one in free if not one.judged_false], "alert_retention_days"),
        _clock("false_alerts", [one.erase_by for one in free if one.judged_false], "false_alert_retention_days"),
        _clock("held_alerts", held, "hold_review_days"),
        _outcomes(deployment),
        _under_alerts_key(deployment),
        _application(deployment),
        _files(deployment),
    ]


def _clock(what: str, times: list[datetime], limit: str) -> Clock:
    return Clock(what, len(times), min(times, default=None), max(times, default=None), limit)


def _list(row: Deployment) -> Clock:
    entries = WatchlistEntry.objects.filter(deployment=row, withdrawn_at=None).count()
    due = None if row.watchlist_destroyed_at else row.watchlist_erase_by
    return Clock("watchlist", entries, due, due, "watchlist_destruction_hours", row.watchlist_destroyed_at)


def _outcomes(row: Deployment) -> Clock:
    """Outcomes go with their alerts; what is left of them are counts on receipts."""
    times = list(Outcome.objects.filter(alert__deployment=row).values_list("alert__erase_by", flat=True))
    return _clock("outcomes", times, "alert_retention_days")


def _under_alerts_key(row: Deployment) -> Clock:
    held = Consent.objects.filter(deployment=row).count()
    held += ApplicationFile.objects.filter(deployment=row).count()
    held += EntryApproval.objects.filter(deployment=row).exclude(sealed=b"").count()
    due = None if row.alerts_destroyed_at else row.alerts_erase_by
    limit = "trial_data_retention_days" if row.trial_ends_at else "alert_retention_days"
    return Clock("alerts_key", held, due, due, limit, row.alerts_destroyed_at)


def _application(row: Deployment) -> Clock:
    return _clock(
        "application",
        list(Application.objects.filter(pk=row.pk).values_list("erase_by", flat=True)),
        "application_retention_days",
    )


def _files(row: Deployment) -> Clock:
    times = Attachment.objects.filter(document__deployment=row).values_list("erase_by", flat=True)
    return _clock("attachments", list(times), "")
