"""What is needed to compare with a sealed watchlist, still sealed, and the digest that says which list it is."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import rfc8785
from django.db.models import QuerySet

from overt.law.listing import bands_under
from overt.law.preparations import SEEDS
from overt.records import media
from overt.records.models import Deployment, PictureState, WatchlistEntry, WatchlistPicture
from overt.records.queries.checks import seeds_of
from overt.records.queries.packs import pack_of


@dataclass(frozen=True)
class SealedTemplate:
    """One template of an entry that is not withdrawn: the vault opens `envelope` with a warrant only."""

    picture: str
    entry: str
    envelope: bytes


@dataclass(frozen=True)
class SealedPicture:
    """One picture of an entry, as its sealed envelope."""

    picture: str
    envelope: bytes


def watchlist_for_comparison(deployment: str) -> list[SealedTemplate]:
    """Return the sealed templates of all subjects who are not withdrawn, by picture id; volunteers are none."""
    return _sealed(accepted_pictures(deployment).exclude(entry__category=SEEDS))


def seeds_for_comparison(deployment: Deployment) -> list[SealedTemplate]:
    """Return the sealed templates of the volunteers who may be compared in a check, and of nobody else."""
    return _sealed(accepted_pictures(deployment.id).filter(entry__in=seeds_of(deployment)))


def accepted_pictures(deployment: str) -> QuerySet[WatchlistPicture]:
    """Return the accepted pictures of a list's entries that are not withdrawn."""
    return WatchlistPicture.objects.filter(
        entry__deployment_id=deployment, entry__withdrawn_at=None, state=PictureState.ACCEPTED
    )


def _sealed(pictures: QuerySet[WatchlistPicture]) -> list[SealedTemplate]:
    rows = pictures.order_by("id").values_list("id", "entry_id", "template_sealed")
    return [SealedTemplate(picture, entry, bytes(sealed)) for picture, entry, sealed in rows.iterator()]


def watchlist_digest(deployment: str) -> str:
    """Return the SHA-256 (hexadecimal) over every accepted picture's id and the digest of its sealed template.

    A withdrawn entry counts with the digest it was sealed with, so that withdrawing leaves the digest as it was; any
    other change alters it. Templates still there are hashed anew, not taken at their row's word.
    """
    rows = (
        WatchlistPicture.objects.filter(entry__deployment_id=deployment, state=PictureState.ACCEPTED)
        .order_by("id")
        .values_list("id", "entry__withdrawn_at", "template_digest", "template_sealed")
    )
    lines = [
        [picture, digest if withdrawn_at else sha256(bytes(sealed)).hexdigest()]
        for picture, withdrawn_at, digest, sealed in rows.iterator()
    ]
    return sha256(rfc8785.dumps(lines)).hexdigest()


@dataclass(frozen=True)
class Composition:
    """What a list holds, for the people who decide on it: counts of entries with an accepted picture.

    `categories` is (category, entries) by name; `image_too_old` and `child_at_capture` count entries with such a
    picture, `face_occluded` those whose reviewer saw something hide part of the face; `under_young` (the pack's
    under-18s) and `under_child` (its under-13s) are opaque entry ids, each to be decided by itself (E-93). An age band
    that may hold somebody under the limit counts as under it. `volunteers` counts the Blue List, which is in no other
    count.
    """

    entries: int
    pictures: int
    categories: tuple[tuple[str, int], ...]
    under_young: tuple[str, ...]
    under_child: tuple[str, ...]
    disability: tuple[str, ...]
    image_too_old: int
    child_at_capture: int
    age_not_stated: int
    volunteers: int
    face_occluded: int


def composition(deployment: str) -> Composition:
    """Count a list as it stands, withdrawn entries left out, by the limits of the deployment's law pack."""
    pack = pack_of(Deployment.objects.get(pk=deployment))
    everybody = accepted_pictures(deployment)
    pictures = everybody.exclude(entry__category=SEEDS)
    listed = WatchlistEntry.objects.filter(pictures__in=pictures).distinct()
    rows = list(listed.order_by("added_at", "id").values_list("id", "category", "age_band", "has_disability"))
    young, child = (bands_under(pack.whole(limit)) for limit in ("young_under_years", "child_under_years"))
    old = pictures.filter(image_years__gt=pack.whole("image_age_years"))
    return Composition(
        entries=len(rows),
        pictures=pictures.count(),
        categories=tuple(sorted(Counter(category for _, category, _, _ in rows).items())),
        under_young=tuple(entry for entry, _, band, _ in rows if band in young),
        under_child=tuple(entry for entry, _, band, _ in rows if band in child),
        disability=tuple(entry for entry, _, _, disability in rows if disability),
        image_too_old=old.values("entry_id").distinct().count(),
        child_at_capture=pictures.filter(child_at_capture=True).values("entry_id").distinct().count(),
        age_not_stated=sum(not band for _, _, band, _ in rows),
        volunteers=everybody.filter(entry__category=SEEDS).values("entry_id").distinct().count(),
        face_occluded=listed.filter(face_occluded=True).count(),
    )


def withdrawn_entries(deployment: str) -> frozenset[str]:
    """Return the ids of entries withdrawn so far: a running comparison drops them at once."""
    rows = WatchlistEntry.objects.filter(deployment_id=deployment).exclude(withdrawn_at=None)
    return frozenset(rows.values_list("id", flat=True))


def sealed_details(entry: str) -> bytes:
    """Return the sealed label and reason of one entry; empty when erased."""
    return bytes(WatchlistEntry.objects.values_list("details_sealed", flat=True).get(pk=entry))


def sealed_pictures(home: Path, entry: str) -> list[SealedPicture]:
    """Return the sealed accepted pictures of one entry, oldest first."""
    pictures = WatchlistPicture.objects.filter(
        entry_id=entry, entry__withdrawn_at=None, state=PictureState.ACCEPTED
    ).order_by("added_at", "id")
    return [
        SealedPicture(picture, media.read(home, "watchlist_picture", picture))
        for picture in pictures.values_list("id", flat=True)
    ]
