"""Put a subject on a draft's watchlist: label, reason and pictures are sealed before anything else is done."""

from collections.abc import Sequence

from overt.actions._listing import Listing, place, refuse_unusable
from overt.actions.act import act
from overt.actions.entry_values import NOT_STATED, ImageNote, NewEntry, Particulars
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.records.models import Deployment, WatchlistEntry


def add_to_watchlist(
    by: Actor,
    deployment: Deployment | str,
    *,
    label: str,
    category: str,
    reason: str,
    pictures: Sequence[bytes],
    particulars: Particulars = NOT_STATED,
    images: Sequence[ImageNote] = (),
) -> WatchlistEntry:
    """Add one subject with 1 to 20 pictures, none opened here; enrolment looks at them in its sandbox.

    `category` is a code in small letters, digits and underscores; `images` holds a note for each picture, or none.
    """
    if images and len(images) != len(pictures):
        raise ActionRefused("notes_number", "Each picture needs its own note.")
    new = NewEntry(label, category, reason, tuple(pictures), particulars, tuple(images))
    refuse_unusable(new)
    with act(by, "add_to_watchlist", deployment, lambda facts: _judged(facts, deployment, new)) as acting:
        (entry,) = place(acting, Listing(acting.deployment), [new])
    return entry


def _judged(facts: Facts, deployment: Deployment | str, new: NewEntry) -> Facts:
    wanted = deployment if isinstance(deployment, str) else deployment.id
    listing = Listing(Deployment.objects.get(pk=wanted))
    return listing.judged(facts, new, is_listed_already=bool(listing.listed([listing.reference_of(new.label)])))
