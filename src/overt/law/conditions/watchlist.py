"""Conditions about the watchlist."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts


@condition
def watchlist_is_sealed(facts: Facts) -> bool:
    """The watchlist is not sealed."""
    return facts.watchlist.sealed


@condition
def watchlist_is_not_sealed(facts: Facts) -> bool:
    """The watchlist is sealed: it can only shrink. Nothing may be added or checked again."""
    return not facts.watchlist.sealed


@condition
def watchlist_is_not_empty(facts: Facts) -> bool:
    """The watchlist holds no accepted picture."""
    return facts.watchlist.pictures_accepted > 0


@condition
def no_picture_is_waiting(facts: Facts) -> bool:
    """Some pictures of the watchlist have not been checked yet."""
    return facts.watchlist.pictures_waiting == 0


@condition
def no_upload_is_waiting(facts: Facts) -> bool:
    """A list that was sent in has not been read yet."""
    return facts.watchlist.uploads_waiting == 0


@condition
def watchlist_is_destroyed(facts: Facts) -> bool:
    """The watchlist is not destroyed yet: erase it first."""
    return facts.watchlist.destroyed


@condition
def watchlist_is_not_destroyed(facts: Facts) -> bool:
    """The watchlist is destroyed already."""
    return not facts.watchlist.destroyed
