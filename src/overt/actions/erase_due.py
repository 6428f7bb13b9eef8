"""The sweep: erase whatever has reached its erase-by time; a late sweep catches up, and its receipts say how late."""

from dataclasses import dataclass

from django.db.models import QuerySet

from overt.actions import site
from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_attachment import erase_attachment
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.system import SOFTWARE
from overt.law.acts import OVER
from overt.records.models import (
    LATE_AFTER_SECONDS,
    Alert,
    Application,
    Attachment,
    Deployment,
    ErasureClass,
    ErasureReceipt,
    MembershipCommitment,
)
from overt.records.queries.retention import held_alerts


@dataclass(frozen=True)
class Swept:
    """The receipts of one sweep; `late` counts those that came after their time by more than a minute."""

    watchlists: tuple[ErasureReceipt, ...]
    alerts: tuple[ErasureReceipt, ...]
    alert_keys: tuple[ErasureReceipt, ...]
    attachments: tuple[ErasureReceipt, ...]
    applications: tuple[ErasureReceipt, ...]
    memberships: tuple[ErasureReceipt, ...]

    @property
    def receipts(self) -> tuple[ErasureReceipt, ...]:
        """All of them."""
        kept_longest = self.attachments + self.applications + self.memberships
        return self.watchlists + self.alerts + self.alert_keys + kept_longest

    @property
    def late(self) -> int:
        """How many came late."""
        return sum(receipt.late_seconds > LATE_AFTER_SECONDS for receipt in self.receipts)


def erase_due() -> Swept:
    """Erase every watchlist, alert, attached file, application, commitment and alerts key whose time has come.

    An alert that two people keep as evidence stays, and with it its deployment's alerts key.
    """
    now = site.now()
    over = Deployment.objects.filter(state__in=OVER)
    lists = over.filter(watchlist_destroyed_at=None, watchlist_erase_by__lte=now)
    watchlists = [erase_watchlist(SOFTWARE, row, ground="erase_by_time") for row in _ids(lists)]
    free = Alert.objects.filter(erase_by__lte=now).exclude(pk__in=held_alerts())
    alerts = [erase_alert(SOFTWARE, row) for row in _ids(free)]
    spent = over.filter(alerts_destroyed_at=None, alerts_erase_by__lte=now, alerts=None)
    alert_keys = [_erase_alerts_key(row) for row in _ids(spent)]
    attachments = [erase_attachment(SOFTWARE, row) for row in _ids(Attachment.objects.filter(erase_by__lte=now))]
    kept = Application.objects.filter(deployment__state__in=OVER, erase_by__lte=now)
    applications = [_erase_application(row) for row in list(kept.values_list("deployment_id", flat=True))]
    told = MembershipCommitment.objects.filter(erase_by__lte=now)
    memberships = [_erase_membership(row) for row in list(told.values_list("deployment_id", flat=True))]
    return Swept(*map(tuple, (watchlists, alerts, alert_keys, attachments, applications, memberships)))


def _ids(rows: QuerySet[Deployment] | QuerySet[Alert] | QuerySet[Attachment]) -> list[str]:
    return list(rows.values_list("id", flat=True))


def _erase_alerts_key(deployment: str) -> ErasureReceipt:
    """Destroy the key of a deployment's consents, last alerts and commitments."""
    with act(SOFTWARE, "erase_due", deployment) as acting:
        row = acting.deployment
        intent = intend(
            acting, ErasureClass.ALERTS_KEY, row.id, row.id, ground="erase_by_time", due_at=row.alerts_erase_by
        )
    return complete(intent)


def _erase_application(deployment: str) -> ErasureReceipt:
    """Delete an application's answers and the advice on it."""
    with act(SOFTWARE, "erase_due", deployment) as acting:
        due = Application.objects.get(pk=deployment).erase_by
        intent = intend(acting, ErasureClass.APPLICATION, deployment, deployment, ground="erase_by_time", due_at=due)
    return complete(intent)


def _erase_membership(deployment: str) -> ErasureReceipt:
    """Destroy what could still tell who was on a list."""
    with act(SOFTWARE, "erase_due", deployment) as acting:
        due = MembershipCommitment.objects.get(pk=deployment).erase_by
        intent = intend(acting, ErasureClass.MEMBERSHIP, deployment, deployment, ground="erase_by_time", due_at=due)
    return complete(intent)
