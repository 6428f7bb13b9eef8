"""The draft's watchlist as the team may see it: numbers and checks, never a name or a picture again."""

from collections import Counter
from dataclasses import dataclass

from overt.records.models import Consent, Deployment, PictureState, WatchlistEntry, WatchlistPicture
from overt.web.apply.picture_words import refusal_words
from overt.web.words import CATEGORIES, code_words

PICTURE_STATES = {
    PictureState.WAITING: ("Waiting for its check", "grey"),
    PictureState.ACCEPTED: ("Accepted", "green"),
    PictureState.REFUSED: ("Refused", "red"),
}


@dataclass(frozen=True)
class ListedPicture:
    """One picture: where its check is, and why it was refused."""

    number: int
    state: str
    colour: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ListedEntry:
    """One entry by its number on this list."""

    number: int
    entry: WatchlistEntry
    category: str
    pictures: tuple[ListedPicture, ...]
    has_consent: bool


def entries_of(deployment: Deployment) -> list[WatchlistEntry]:
    """Return the entries still on the list, oldest first: the order that numbers them."""
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    return list(listed.prefetch_related("pictures").order_by("added_at", "pk"))


def listing(deployment: Deployment) -> list[ListedEntry]:
    """Return the list for the team's page."""
    consented = set(Consent.objects.filter(deployment=deployment).values_list("entry", flat=True))
    return [
        ListedEntry(
            number,
            entry,
            CATEGORIES.get(entry.category, code_words(entry.category)),
            _pictures(entry),
            entry.pk in consented or "" in consented,
        )
        for number, entry in enumerate(entries_of(deployment), 1)
    ]


def composition(deployment: Deployment) -> tuple[int, list[tuple[str, int]]]:
    """Return how many entries the list has, and how many of each category; as sealed, once it is."""
    sealed: dict[str, int] = deployment.list_composition_json
    if sealed:
        named = [(code.removeprefix("category:"), count) for code, count in sealed.items() if ":" in code]
        return sealed["entries"], [(CATEGORIES.get(code, code_words(code)), count) for code, count in named]
    counts = Counter(listed.category for listed in listing(deployment))
    return counts.total(), sorted(counts.items())


def _pictures(entry: WatchlistEntry) -> tuple[ListedPicture, ...]:
    ordered = sorted(entry.pictures.all(), key=lambda picture: (picture.added_at, picture.pk))
    return tuple(_picture(number, picture) for number, picture in enumerate(ordered, 1))


def _picture(number: int, picture: WatchlistPicture) -> ListedPicture:
    state, colour = PICTURE_STATES[PictureState(picture.state)]
    return ListedPicture(number, state, colour, tuple(refusal_words(reason) for reason in picture.reasons))
