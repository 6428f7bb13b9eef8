"""Seal the list: from here on it only shrinks, and no enrolment warrant opens it any more."""

from collections import Counter

from overt.actions import site
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment, PictureState, WatchlistPicture
from overt.records.queries.watchlist import watchlist_digest


def seal_watchlist(by: Actor, deployment: Deployment | str) -> Deployment:
    """Fix the watchlist and its digest; refused while a picture waits for its check or none was accepted."""
    with act(by, "seal_watchlist", deployment) as acting:
        row = acting.deployment
        site.vault().end_enrolment(row.id)
        composition = _composition(row.id)
        digest = watchlist_digest(row.id)
        entries, pictures = composition["entries"], composition["pictures"]
        acting.record("enrolment.ended", subject=row.id, watchlist_digest=digest, entries=entries, pictures=pictures)
        acting.record("watchlist.sealed", subject=row.id, watchlist_digest=digest, entries=entries, pictures=pictures)
        row.list_composition_json = composition
        row.watchlist_digest, row.sealed_by, row.sealed_at = digest, by.id, acting.now
    return acting.deployment


def _composition(deployment: str) -> dict[str, int]:
    """Count entries with an accepted picture, their pictures, and entries by category (keys `category:…`)."""
    pictures = WatchlistPicture.objects.filter(
        entry__deployment_id=deployment, entry__withdrawn_at=None, state=PictureState.ACCEPTED
    )
    categories = Counter(dict(pictures.values_list("entry_id", "entry__category")).values())
    counted = {"entries": categories.total(), "pictures": pictures.count()}
    return counted | {f"category:{name}": count for name, count in sorted(categories.items())}
