"""What waits to be checked, and what a draft list already holds; only drafts, only sealed bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count, Min, QuerySet

from overt.law.states import State
from overt.records import media
from overt.records.models import Deployment, PictureState, WatchlistPicture
from overt.records.queries.watchlist import SealedTemplate, watchlist_for_comparison

_AT_ONCE = 500


@dataclass(frozen=True)
class WaitingPicture:
    """One picture nobody has looked at yet: opaque ids only; its envelope is read when its turn comes."""

    picture: str
    entry: str


@dataclass(frozen=True)
class Draft:
    """One draft list with pictures to check, how many, and the engine and threshold its templates are made for."""

    deployment: str
    engine: str
    engine_digest: str
    threshold: float
    waiting: int

    def sealed_templates(self) -> list[SealedTemplate]:
        """Return the sealed templates the list holds so far."""
        return watchlist_for_comparison(self.deployment)

    def pictures(self) -> Iterator[WaitingPicture]:
        """Yield the pictures that wait, oldest first, each once; those that come meanwhile are left for later."""
        ids = list(_waiting().filter(entry__deployment=self.deployment).order_by("added_at", "id").values_list("id"))
        for start in range(0, len(ids), _AT_ONCE):
            wanted = [picture for (picture,) in ids[start : start + _AT_ONCE]]
            still = dict(_waiting().filter(pk__in=wanted).values_list("id", "entry_id"))
            yield from (WaitingPicture(picture, still[picture]) for picture in wanted if picture in still)


def drafts_waiting() -> list[Draft]:
    """Return the drafts with pictures to check, the one that waits longest first."""
    rows = _waiting().values("entry__deployment").annotate(number=Count("id"), first=Min("added_at")).order_by("first")
    return [_draft(row["entry__deployment"], row["number"]) for row in rows]


def draft_of(deployment: str) -> Draft:
    """Return one draft list, whether or not it has pictures to check."""
    return _draft(deployment, _waiting().filter(entry__deployment=deployment).count())


def sealed_picture(home: Path, picture: str) -> bytes:
    """Return one picture's envelope; raises `overt.records.errors.MediaMissing`."""
    return media.read(home, "watchlist_picture", picture)


def _waiting() -> QuerySet[WatchlistPicture]:
    return WatchlistPicture.objects.filter(
        state=PictureState.WAITING,
        entry__deployment__state=State.DRAFT,
        entry__deployment__sealed_at=None,
        entry__withdrawn_at=None,
    )


def _draft(deployment: str, waiting: int) -> Draft:
    row = Deployment.objects.only("engine", "engine_digest", "threshold").get(pk=deployment)
    return Draft(deployment, row.engine, row.engine_digest, float(row.threshold), waiting)
