"""How subjects come onto a list: judged by the law one by one, then sealed, written and recorded together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256

from django.utils.timezone import localdate

from overt.actions import site
from overt.actions.act import Acting
from overt.actions.entry_values import ImageNote, NewEntry
from overt.actions.errors import ActionRefused
from overt.actions.values import SubjectDetails
from overt.law.facts import Facts, ListingFacts
from overt.law.listing import ImageSaid, findings, image_years, may_be_under, was_too_young
from overt.law.packs import Effect, LawPack
from overt.ledger.append import Said
from overt.ledger.entry import Value
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Deployment, WatchlistEntry, WatchlistPicture
from overt.records.queries.packs import pack_of
from overt.vault import RecordKind, commit

MAX_PICTURE_BYTES = 24 * 1024 * 1024
MAX_PICTURES = 20
_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,47}")


def refuse_unusable(new: NewEntry) -> None:
    """Refuse what cannot be a watchlist entry under any law; raises ActionRefused."""
    if not new.label.strip():
        raise ActionRefused("label_missing", "A watchlist entry needs a label.")
    if not _CATEGORY.fullmatch(new.category):
        raise ActionRefused("category_malformed", "A category is small letters, digits and underscores.")
    if not 1 <= len(new.pictures) <= MAX_PICTURES:
        raise ActionRefused("pictures_number", f"A watchlist entry needs 1 to {MAX_PICTURES} pictures.")
    for picture in new.pictures:
        if not picture:
            raise ActionRefused("picture_empty", "One of the pictures is an empty file.")
        if len(picture) > MAX_PICTURE_BYTES:
            raise ActionRefused("picture_too_large", "One of the pictures is larger than 24 MiB.")


class Listing:
    """The list of one draft, for adding to it: its law pack, its day, and the references it holds already."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._pack: LawPack = pack_of(deployment)
        self._salt = site.vault().salt(deployment.id)
        self._day: date = localdate(deployment.starts_at)

    def reference_of(self, label: str) -> str:
        """Return the salted commitment that stands for a reference on this list."""
        return commit(self._salt, b"reference\0" + label.strip().encode())

    def listed(self, references: Sequence[str]) -> set[str]:
        """Return which of these are on the list."""
        rows = WatchlistEntry.objects.filter(deployment=self._deployment, withdrawn_at=None, reference__in=references)
        return set(rows.values_list("reference", flat=True))

    def judged(self, facts: Facts, new: NewEntry, *, is_listed_already: bool) -> Facts:
        """Add to the facts what the law asks about one entry."""
        said = new.particulars
        found = findings(self._pack, new.category, said.age_band, tuple(self._said(note) for note in new.images))
        expires = said.expires_on
        return replace(
            facts,
            listing=ListingFacts(
                is_stated=self._is_stated(new),
                category_is_listed=self._pack.listed("categories", new.category) is not None,
                expires_too_soon=expires is not None and expires < localdate(self._deployment.ends_at),
                is_listed_already=is_listed_already,
                refused=frozenset(one.code for one in found if one.effect is Effect.REFUSE),
            ),
        )

    def entry(self, acting: Acting, new: NewEntry) -> WatchlistEntry:
        """Return the row of a new entry, its details still to be sealed."""
        return WatchlistEntry(
            id=new_id(),
            deployment=self._deployment,
            category=new.category,
            reference=self.reference_of(new.label),
            age_band=new.particulars.age_band or "",
            has_disability=new.particulars.has_disability,
            added_by=acting.by.id,
            added_at=acting.now,
        )

    def picture(self, entry: WatchlistEntry, note: ImageNote) -> WatchlistPicture:
        """Return the row of one of its pictures, its digest still to be set."""
        return WatchlistPicture(
            id=new_id(),
            entry=entry,
            image_years=self._said(note).years,
            child_at_capture=was_too_young(self._pack, note.age_at_capture),
            added_at=entry.added_at,
        )

    def commitment(self, text: str) -> str | None:
        """Return a salted commitment to free text for the ledger; None for none."""
        return commit(self._salt, text.encode()) if text.strip() else None

    def _said(self, note: ImageNote) -> ImageSaid:
        years = None if note.taken_on is None else image_years(note.taken_on, self._day)
        return ImageSaid(years, note.age_at_capture)

    def _is_stated(self, new: NewEntry) -> bool:
        said = new.particulars
        if said.age_band is None or not (new.reason.strip() and said.owning_force.strip()):
            return False
        if said.has_disability and not said.disability_reason.strip():
            return False
        young = may_be_under(said.age_band, self._pack.whole("young_under_years"))
        notes = [note for note in new.images if note.source.strip() and note.ground.strip() and note.taken_on]
        aged = not young or all(note.age_at_capture is not None for note in notes)
        return len(notes) == len(new.images) == len(new.pictures) and aged


def place(acting: Acting, listing: Listing, entries: Sequence[NewEntry]) -> list[WatchlistEntry]:
    """Seal and record entries that were judged; everything is undone when one of them cannot be written."""
    rows: list[WatchlistEntry] = []
    pictures: list[WatchlistPicture] = []
    plain: dict[str, bytes] = {}
    said: list[Said] = []
    for new in entries:
        row = listing.entry(acting, new)
        notes = new.images or (ImageNote(),) * len(new.pictures)
        own = [listing.picture(row, note) for note in notes]
        plain.update({picture.id: content for picture, content in zip(own, new.pictures, strict=True)})
        told: dict[str, Value] = {
            "entry": row.id,
            "category": row.category,
            "pictures": [picture.id for picture in own],
            "reason": listing.commitment(new.reason),
        }
        said.append(Said("watchlist.entry_added", row.id, told))
        rows.append(row)
        pictures += own
    acting.record_all(said)
    details = {row.id: _details(new) for row, new in zip(rows, entries, strict=True)}
    for row, sealed in zip(rows, _sealed(acting, RecordKind.WATCHLIST_ENTRY, details).values(), strict=True):
        row.details_sealed = sealed
    _keep(acting, rows, pictures, _sealed(acting, RecordKind.WATCHLIST_PICTURE, plain))
    return rows


def _keep(
    acting: Acting, rows: list[WatchlistEntry], pictures: list[WatchlistPicture], sealed: dict[str, bytes]
) -> None:
    for picture in pictures:
        picture.picture_digest = sha256(sealed[picture.id]).hexdigest()
    WatchlistEntry.objects.bulk_create(rows)
    WatchlistPicture.objects.bulk_create(pictures)
    home = site.home()
    acting.undo += [partial(media.delete, home, "watchlist_picture", picture.id) for picture in pictures]
    media.write_all(home, "watchlist_picture", sealed)


def _details(new: NewEntry) -> bytes:
    return SubjectDetails(
        new.label.strip(), new.category, new.reason, new.particulars, new.images or (ImageNote(),) * len(new.pictures)
    ).to_bytes()


def _sealed(acting: Acting, kind: RecordKind, records: dict[str, bytes]) -> dict[str, bytes]:
    vault, deployment = site.vault(), acting.deployment.id
    acting.undo += [partial(vault.destroy_record, deployment, kind, record) for record in records]
    return vault.seal_all(deployment, kind, records)
