"""Conditions about one entry of a watchlist: what must be said of it, who may be on it, and that somebody looked.

A rehearsal lists drawn people or volunteers, so what is asked about sought people is not asked there.
"""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Kind


@condition
def particulars_are_stated(facts: Facts) -> bool:
    """Say why this person is on this list, the owning force, the age, and each picture's source, ground and date.

    Below 18 also the age in each picture; for a person with a disability the reason for listing them.
    """
    return facts.kind is Kind.REHEARSAL or facts.listing.is_stated


@condition
def category_is_on_the_closed_list(facts: Facts) -> bool:
    """This category is none of those for which somebody may be listed."""
    return facts.kind is Kind.REHEARSAL or facts.listing.category_is_listed


@condition
def entry_outlasts_the_deployment(facts: Facts) -> bool:
    """This entry expires before the deployment ends: leave it out, or have its owner renew it."""
    return not facts.listing.expires_too_soon


@condition
def reference_is_not_listed_yet(facts: Facts) -> bool:
    """This reference is on the list already: add the pictures of one person in one entry."""
    return not facts.listing.is_listed_already


@condition
def wanted_person_is_old_enough(facts: Facts) -> bool:
    """Nobody below the age of criminal responsibility can be listed as wanted."""
    return "wanted_too_young" not in facts.listing.refused


@condition
def pictures_are_recent_enough(facts: Facts) -> bool:
    """A picture is older than this law pack allows: use the most up-to-date one."""
    return "image_too_old" not in facts.listing.refused


@condition
def subject_was_old_enough_in_the_pictures(facts: Facts) -> bool:
    """The subject was younger in a picture than this law pack allows: use a newer one."""
    return "child_at_capture" not in facts.listing.refused


@condition
def every_entry_is_reviewed(facts: Facts) -> bool:
    """Some entries of the watchlist have not been reviewed for this deployment: look at each one first."""
    return facts.kind is Kind.REHEARSAL or facts.watchlist.entries_unreviewed == 0


@condition
def picture_shows_nobody_else(facts: Facts) -> bool:
    """Other people are in this picture, or nobody has counted: list and disclose a picture of this person alone."""
    return facts.listing.picture_shows_one_person
