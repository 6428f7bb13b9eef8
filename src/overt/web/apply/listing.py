"""The draft's watchlist as the team may see it: numbers, checks and warnings, never a name or a picture again."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from overt.actions.facts import applicants_of
from overt.law.listing import FINDINGS
from overt.law.preparations import SEEDS
from overt.records.models import (
    Consent,
    Deployment,
    ListWarning,
    Person,
    PictureState,
    WatchlistEntry,
    WatchlistPicture,
)
from overt.records.queries.blue_list import volunteer_numbers
from overt.records.queries.packs import pack_of
from overt.web.apply.picture_words import advice_words, refusal_words, warning_words
from overt.web.categories import categories_of
from overt.web.people import names_of
from overt.web.words import AGE_BANDS, code_words

A_PAGE = 50
PICTURE_STATES = {
    PictureState.WAITING: ("Waiting for its check", "grey"),
    PictureState.ACCEPTED: ("Accepted", "green"),
    PictureState.REFUSED: ("Refused", "red"),
}


@dataclass(frozen=True)
class ListedPicture:
    """One picture: where its check is, why it was refused or flagged, and what would make it better."""

    number: int
    picture: WatchlistPicture
    state: str
    colour: str
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    advice: str


@dataclass(frozen=True)
class ListedEntry:
    """One entry by its number on this list; `warnings` are empty for everybody but the list's owners."""

    number: int
    entry: WatchlistEntry
    category: str
    age: str
    pictures: tuple[ListedPicture, ...]
    warnings: tuple[str, ...]
    reviewer: str
    has_consent: bool

    @property
    def reviewed_at(self) -> datetime | None:
        """When the entry was last reviewed."""
        return self.entry.reviewed_at


def entries_of(deployment: Deployment) -> QuerySet[WatchlistEntry]:
    """Return the entries still on the list, oldest first: the order that numbers them."""
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    return listed.prefetch_related("pictures").order_by("added_at", "pk")


def is_an_owner(person: Person, deployment: Deployment) -> bool:
    """Whether this person had a hand in the application, and so may read its warnings."""
    return person.pk in applicants_of(deployment)


def listing(deployment: Deployment, *, owner: bool, page: int = 1) -> list[ListedEntry]:
    """Return one page of the list; warnings are for its owners only."""
    first = A_PAGE * (page - 1)
    entries = list(entries_of(deployment)[first : first + A_PAGE])
    consented = set(Consent.objects.filter(deployment=deployment).values_list("entry", flat=True))
    warned = _warnings(deployment, entries) if owner else {}
    names = names_of({entry.reviewed_by for entry in entries})
    volunteers = volunteer_numbers(deployment.pk)
    limit, named = pack_of(deployment).whole("image_age_years"), categories_of(deployment)
    return [
        ListedEntry(
            number,
            entry,
            named.get(entry.category, code_words(entry.category)) + _badge(volunteers.get(entry.pk)),
            AGE_BANDS.get(entry.age_band, "Not stated"),
            _pictures(entry, limit),
            tuple(warned.get(entry.pk, ())),
            names[entry.reviewed_by],
            entry.pk in consented or "" in consented,
        )
        for number, entry in enumerate(entries, first + 1)
    ]


def composition(deployment: Deployment) -> tuple[int, list[tuple[str, int]]]:
    """Return how many subjects the list has, and how many of each category; as sealed, once it is.

    Volunteers of the Blue List have a line of their own and are in no total.
    """
    sealed: dict[str, int] = deployment.list_composition_json
    named = categories_of(deployment)
    if sealed:
        counted = [(code.removeprefix("category:"), count) for code, count in sealed.items() if ":" in code]
        counted += [(SEEDS, sealed["volunteers"])] if sealed.get("volunteers") else []
        return sealed["entries"], [(named.get(code, code_words(code)), count) for code, count in counted]
    categories = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None).values_list("category")
    counts = Counter(code for (code,) in categories)
    return counts.total() - counts[SEEDS], sorted((named.get(code, code_words(code)), n) for code, n in counts.items())


def _warnings(deployment: Deployment, shown: Sequence[WatchlistEntry]) -> Mapping[str, list[str]]:
    """Return what the enrolment check warns of, by entry: each warning stands at both entries it is about."""
    numbers = {entry: number for number, entry in enumerate(entries_of(deployment).values_list("pk", flat=True), 1)}
    wanted = {entry.pk for entry in shown}
    told: dict[str, list[str]] = defaultdict(list)
    rows = ListWarning.objects.filter(picture__entry__deployment=deployment).order_by("pk")
    for code, entry, other in rows.values_list("code", "picture__entry", "other").distinct():
        for one, another in ((entry, other), (other, entry)):
            if one in wanted and (not another or another in numbers):
                words = warning_words(code, numbers.get(another, 0))
                told[one] += [] if words in told[one] else [words]
    return told


def _pictures(entry: WatchlistEntry, oldest_years: int) -> tuple[ListedPicture, ...]:
    ordered = sorted(entry.pictures.all(), key=lambda picture: (picture.added_at, picture.pk))
    return tuple(_picture(number, picture, oldest_years) for number, picture in enumerate(ordered, 1))


def _picture(number: int, picture: WatchlistPicture, oldest_years: int) -> ListedPicture:
    state, colour = PICTURE_STATES[PictureState(picture.state)]
    flags = {
        "image_too_old": picture.image_years is not None and picture.image_years > oldest_years,
        "child_at_capture": picture.child_at_capture,
    }
    better = str(picture.quality_json.get("advice", ""))
    return ListedPicture(
        number,
        picture,
        state,
        colour,
        tuple(refusal_words(reason) for reason in picture.reasons),
        tuple(FINDINGS[code] for code, holds in flags.items() if holds),
        advice_words(better.split(",")) if better else "",
    )


def _badge(number: int | None) -> str:
    """Return the number that a volunteer wears, so that their passages can be marked."""
    return "" if number is None else f" (volunteer {number})"
