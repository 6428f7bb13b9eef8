"""Who may be on a list, by age and by the age of the picture; pure findings from one law pack's numbers.

A band that may hold somebody below a limit counts as below it. Nothing here is inferred from a face (I-7): officers
state ages. It refuses nothing by a number of its own: limits and their effect stand in the pack (I-9).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from overt.law.packs import Effect, LawPack

WANTED = frozenset({"wanted_by_courts", "suspected", "bail_or_order"})
"""Categories that say somebody is answerable for an offence (E-79)."""


class AgeBand(StrEnum):
    """How old a subject is on the day of the deployment, as coarse as the rules allow."""

    UNDER_10 = "under_10"
    FROM_10_TO_12 = "from_10_to_12"
    FROM_13_TO_17 = "from_13_to_17"
    ADULT = "adult"


_YOUNGEST: Mapping[AgeBand, int] = {
    AgeBand.UNDER_10: 0,
    AgeBand.FROM_10_TO_12: 10,
    AgeBand.FROM_13_TO_17: 13,
    AgeBand.ADULT: 18,
}


def may_be_under(band: AgeBand, years: int) -> bool:
    """Whether somebody in this band may be younger than `years`."""
    return _YOUNGEST[band] < years


def bands_under(years: int) -> frozenset[AgeBand]:
    """Return the bands that may hold somebody younger than `years`."""
    return frozenset(band for band in AgeBand if may_be_under(band, years))


def image_years(taken_on: date, on: date) -> int:
    """Return how old a picture is in years begun: 5 means at most five years, 6 means more than five.

    A picture of the future is 0 years old.
    """
    whole = on.year - taken_on.year - ((on.month, on.day) < (taken_on.month, taken_on.day))
    exactly = (on.month, on.day) == (taken_on.month, taken_on.day)
    return max(0, whole + (0 if exactly else 1)) if taken_on <= on else 0


@dataclass(frozen=True)
class ImageSaid:
    """One picture: `years` as `image_years` counts them, `age_at_capture` in whole years; None when not stated."""

    years: int | None = None
    age_at_capture: int | None = None


@dataclass(frozen=True)
class Finding:
    """What a pack says of an entry: a key of `FINDINGS`, whether it refuses or flags, and the clause."""

    code: str
    effect: Effect
    clause: str


FINDINGS: Mapping[str, str] = {
    "wanted_too_young": "Somebody below the age of criminal responsibility is listed as wanted.",
    "image_too_old": "A picture is older than the law pack calls reliable. Look for a newer one.",
    "child_at_capture": "The subject was so young in a picture that a match is unreliable.",
}
"""What a finding says to the people who keep the list."""

_LIMITS: Mapping[str, str] = {
    "wanted_too_young": "wanted_under_years",
    "image_too_old": "image_age_years",
    "child_at_capture": "child_at_capture_under_years",
}


def findings(pack: LawPack, category: str, band: AgeBand | None, images: tuple[ImageSaid, ...]) -> tuple[Finding, ...]:
    """Return what the pack finds in one entry (E-45, E-78, E-79)."""
    found = {
        "wanted_too_young": category in WANTED
        and band is not None
        and may_be_under(band, pack.whole("wanted_under_years")),
        "image_too_old": any(is_too_old(pack, image.years) for image in images),
        "child_at_capture": any(was_too_young(pack, image.age_at_capture) for image in images),
    }
    return tuple(_finding(pack, code) for code, holds in found.items() if holds)


def is_too_old(pack: LawPack, years: int | None) -> bool:
    """Whether a picture is older than the pack's limit (E-45)."""
    return years is not None and years > pack.whole("image_age_years")


def was_too_young(pack: LawPack, age_at_capture: int | None) -> bool:
    """Whether a subject was a child below the pack's limit when the picture was taken (E-45)."""
    return age_at_capture is not None and age_at_capture < pack.whole("child_at_capture_under_years")


def _finding(pack: LawPack, code: str) -> Finding:
    limit = pack.limits[_LIMITS[code]]
    assert limit.effect is not None
    return Finding(code, limit.effect, limit.clause)
