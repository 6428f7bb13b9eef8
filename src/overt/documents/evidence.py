"""What a deployment's report is made from: its records and its ledger entries, read once, changed never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from overt.documents.errors import DocumentRefused
from overt.law.packs import LawPack
from overt.law.states import Kind, State
from overt.ledger.entry import Entry
from overt.ledger.read import entries_of
from overt.ledger.tree import roots_at
from overt.records.models import CameraRun, Deployment, ErasureReceipt, RoleGrant
from overt.records.queries.figures import AlertFigures, RunFigures, alert_figures, run_figures
from overt.records.queries.packs import pack_of

_NOTHING_TO_REPORT = frozenset({State.DRAFT, State.SUBMITTED})


@dataclass(frozen=True)
class Evidence:
    """Everything the sections draw on.

    `entries` are this deployment's ledger entries, oldest first; `ledger_size` and `ledger_root` are the whole
    ledger's as of the last of them, so that later entries about other things do not change this report.
    """

    deployment: Deployment
    pack: LawPack
    entries: tuple[Entry, ...]
    ledger_size: int
    ledger_root: str
    runs: tuple[CameraRun, ...]
    counted: RunFigures
    alerts: AlertFigures
    receipts: tuple[ErasureReceipt, ...]
    roles: Mapping[str, str]
    """Person's opaque id to the roles held, in words."""

    @property
    def is_rehearsal(self) -> bool:
        """Whether this deployment was a rehearsal, whose figures are no evidence."""
        return self.deployment.kind == Kind.REHEARSAL

    @property
    def dated(self) -> datetime:
        """When the record last changed: the date of the report."""
        return self.entries[-1].at

    def of(self, *events: str) -> Iterator[Entry]:
        """Give the entries of these events, oldest first."""
        return (entry for entry in self.entries if entry.event in events)


def gather(deployment: Deployment | str) -> Evidence:
    """Read what the records hold about a deployment.

    Raises:
        DocumentRefused: there is no such deployment, or it is not decided on yet.
    """
    row = _deployment(deployment)
    entries = tuple(entries_of(row.id))
    if row.state in _NOTHING_TO_REPORT or not entries:
        raise DocumentRefused("nothing_to_report", "This deployment is not decided on yet, so there is no report.")
    size = entries[-1].index + 1
    return Evidence(
        deployment=row,
        pack=pack_of(row),
        entries=entries,
        ledger_size=size,
        ledger_root=roots_at(size)[size].hex(),
        runs=tuple(CameraRun.objects.filter(deployment=row).order_by("started_at", "id")),
        counted=run_figures(row.id),
        alerts=alert_figures(row.id),
        receipts=tuple(ErasureReceipt.objects.filter(deployment=row.id).order_by("done_at", "id")),
        roles=_roles(),
    )


def _deployment(deployment: Deployment | str) -> Deployment:
    wanted = deployment if isinstance(deployment, str) else deployment.id
    try:
        return Deployment.objects.get(pk=wanted)
    except Deployment.DoesNotExist:
        raise DocumentRefused("no_such_deployment", "There is no such deployment on this site.") from None


def _roles() -> Mapping[str, str]:
    held: dict[str, list[str]] = {}
    for person, role in RoleGrant.objects.order_by("granted_at", "role").values_list("person_id", "role"):
        words = role.replace("_", " ")
        if words not in held.setdefault(person, []):
            held[person].append(words)
    return {person: " and ".join(roles) for person, roles in held.items()}
