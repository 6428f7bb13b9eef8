"""Record that somebody looked at one entry for this deployment and stands by it."""

from overt.actions._entries import find_entry, find_listed
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import WatchlistEntry


def review_entry(by: Actor, entry: WatchlistEntry | str, *, face_occluded: bool) -> WatchlistEntry:
    """Mark an entry as reviewed; a later review takes the place of an earlier one, and both stay in the ledger.

    `face_occluded` is what the reviewer saw where the pictures are held: no engine here can tell (ISO/IEC 29794-5,
    face occlusion prevention).
    """
    with act(by, "review_entry", find_entry(entry).deployment_id) as acting:
        row = find_listed(entry)
        acting.record(
            "watchlist.entry_reviewed",
            subject=row.id,
            entry=row.id,
            entry_review=new_id(),
            face_occluded=face_occluded,
        )
        row.reviewed_by, row.reviewed_at, row.face_occluded = by.id, acting.now, face_occluded
        row.save()
    return row
