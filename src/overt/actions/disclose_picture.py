"""Let one picture leave the force: the only way out, with recipient, basis, purpose and expiry on record (E-70)."""

from dataclasses import dataclass, replace
from datetime import datetime

from overt.actions import site
from overt.actions._entries import find_picture
from overt.actions.act import Acting, act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Disclosure, PictureState, WatchlistPicture
from overt.vault import RecordKind


@dataclass(frozen=True)
class Disclosing:
    """To whom a picture goes, on what lawful basis, for what, and when it must be destroyed there."""

    recipient: str
    basis: str
    purpose: str
    expires_at: datetime


@dataclass(frozen=True)
class Disclosed:
    """What leaves: the picture's file as it was added, and the record that it left."""

    record: Disclosure
    content: bytes


def disclose_picture(by: Actor, picture: WatchlistPicture | str, told: Disclosing) -> Disclosed:
    """Record the disclosure and open the picture.

    Only a picture of a draft that was checked and shows one person alone: a sealed list opens for comparison only
    (I-1), and nobody else may leave with the subject (I-10).
    """
    _refuse_incomplete(told)
    row = find_picture(picture)
    learn = lambda facts: _shows_one_person(facts, row)  # noqa: E731
    with act(by, "disclose_picture", row.entry.deployment_id, learn) as acting:
        if told.expires_at <= acting.now:
            raise ActionRefused("expiry_past", "The day on which the picture must be destroyed there has passed.")
        kept = _kept(acting, row, told)
        content = _opened(row)
    return Disclosed(kept, content)


def _kept(acting: Acting, row: WatchlistPicture, told: Disclosing) -> Disclosure:
    said = {"recipient": told.recipient, "basis": told.basis, "purpose": told.purpose}
    disclosure = Disclosure(
        id=new_id(),
        deployment=acting.deployment,
        entry=row.entry_id,
        picture=row.id,
        expires_at=told.expires_at,
        disclosed_by=acting.by.id,
        disclosed_at=acting.now,
        **{name: text.strip() for name, text in said.items()},
    )
    acting.record(
        "watchlist.picture_disclosed",
        subject=row.id,
        entry=row.entry_id,
        picture=row.id,
        disclosure=disclosure.id,
        expires_at=time_text(told.expires_at),
        **{name: acting.commit_to(text.strip().encode()) for name, text in said.items()},
    )
    disclosure.save(force_insert=True)
    return disclosure


def _opened(row: WatchlistPicture) -> bytes:
    with refusals(), site.vault().enrolment_warrant(row.entry.deployment_id) as warrant:
        sealed = media.read(site.home(), "watchlist_picture", row.id)
        return warrant.open(RecordKind.WATCHLIST_PICTURE, row.id, sealed)


def _shows_one_person(facts: Facts, row: WatchlistPicture) -> Facts:
    checked = row.state == PictureState.ACCEPTED and row.entry.withdrawn_at is None
    alone = checked and row.quality_json.get("other_faces") == 0
    return replace(facts, listing=replace(facts.listing, picture_shows_one_person=alone))


def _refuse_incomplete(told: Disclosing) -> None:
    for what, text in (("recipient", told.recipient), ("lawful basis", told.basis), ("purpose", told.purpose)):
        if not text.strip():
            raise ActionRefused("disclosure_incomplete", f"Say the {what}: a picture leaves with all of it on record.")
    if told.expires_at.tzinfo is None:
        raise ActionRefused("expiry_unclear", "The expiry needs its time zone.")
