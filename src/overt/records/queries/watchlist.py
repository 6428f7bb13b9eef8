"""What is needed to compare with a sealed watchlist, still sealed, and the digest that says which list it is."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import rfc8785

from overt.records import media
from overt.records.models import PictureState, WatchlistEntry, WatchlistPicture


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
    """Return the sealed templates of all entries that are not withdrawn, by picture id."""
    rows = (
        WatchlistPicture.objects.filter(
            entry__deployment_id=deployment, entry__withdrawn_at=None, state=PictureState.ACCEPTED
        )
        .order_by("id")
        .values_list("id", "entry_id", "template_sealed")
    )
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
