"""What waits to be checked, and what a draft list already holds; only drafts, only sealed bytes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from overt.law.states import State
from overt.records import media
from overt.records.models import Deployment, PictureState, WatchlistPicture
from overt.records.queries.watchlist import SealedTemplate, watchlist_for_comparison


@dataclass(frozen=True)
class WaitingPicture:
    """One picture nobody has looked at yet: opaque ids only; its envelope is read when its turn comes."""

    picture: str
    entry: str


@dataclass(frozen=True)
class Draft:
    """One draft list with pictures to check, and the engine and threshold its templates are made for."""

    deployment: str
    engine: str
    engine_digest: str
    threshold: float
    waiting: tuple[WaitingPicture, ...]

    def sealed_templates(self) -> list[SealedTemplate]:
        """Return the sealed templates the list holds so far."""
        return watchlist_for_comparison(self.deployment)


def drafts_waiting(limit: int) -> list[Draft]:
    """Return the drafts with the pictures that wait longest, at most `limit` pictures in all."""
    rows = (
        WatchlistPicture.objects.filter(
            state=PictureState.WAITING,
            entry__deployment__state=State.DRAFT,
            entry__deployment__sealed_at=None,
            entry__withdrawn_at=None,
        )
        .order_by("added_at", "id")
        .values_list("entry__deployment_id", "id", "entry_id")[:limit]
    )
    by_deployment = groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0])
    return [
        _draft(deployment, tuple(WaitingPicture(picture, entry) for _, picture, entry in found))
        for deployment, found in by_deployment
    ]


def sealed_picture(home: Path, picture: str) -> bytes:
    """Return one picture's envelope; raises `overt.records.errors.MediaMissing`."""
    return media.read(home, "watchlist_picture", picture)


def _draft(deployment: str, waiting: tuple[WaitingPicture, ...]) -> Draft:
    row = Deployment.objects.only("engine", "engine_digest", "threshold").get(pk=deployment)
    return Draft(deployment, row.engine, row.engine_digest, float(row.threshold), waiting)
