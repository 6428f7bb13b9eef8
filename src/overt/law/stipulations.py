"""Conditions an Authorising Officer puts on an authority: a closed list of what the machine enforces, and *people*.

In code they are stipulations: a condition is a predicate of `overt.law.conditions`. A stipulation only narrows what was
applied for; one that would widen it, name a camera nobody applied for or end before the start is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from overt.law.errors import NotAllowed


class StipulationKind(StrEnum):
    """What a condition of an authority can be about."""

    ENDS_BY = "ends_by"
    ONLY_CAMERAS = "only_cameras"
    THRESHOLD_AT_LEAST = "threshold_at_least"
    ENTRIES_AT_MOST = "entries_at_most"
    CLOSE_AFTER_FALSE_ALERTS = "close_after_false_alerts"
    PEOPLE = "people"

    @property
    def enforced_by(self) -> str:
        """Who keeps it: `machine` or `people`."""
        return "people" if self is StipulationKind.PEOPLE else "machine"


@dataclass(frozen=True)
class Stipulation:
    """One condition: `value` is ISO 8601 with zone, camera names one a line, decimal text, a count, or words."""

    kind: StipulationKind
    value: str


@dataclass(frozen=True)
class Terms:
    """What an authority covers: its end, its cameras by name, its threshold on the engine's scale, as decimal text."""

    ends_at: datetime
    cameras: tuple[str, ...]
    threshold: str


ENFORCED: Mapping[StipulationKind, str] = {
    StipulationKind.ENDS_BY: "The deployment ends no later than",
    StipulationKind.ONLY_CAMERAS: "Only these cameras are used",
    StipulationKind.THRESHOLD_AT_LEAST: "The threshold is no lower than",
    StipulationKind.ENTRIES_AT_MOST: "The most entries on the watchlist",
    StipulationKind.CLOSE_AFTER_FALSE_ALERTS: "The deployment closes once so many alerts were judged false",
}
"""What each condition the machine enforces says before its value."""


def check(stipulations: Iterable[Stipulation], applied: Terms, starts_at: datetime) -> None:
    """Refuse what is not a condition or does not narrow what was applied for.

    Raises:
        NotAllowed: with the sentence of the first stipulation that cannot stand.
    """
    found = list(stipulations)
    machine = [one.kind for one in found if one.kind is not StipulationKind.PEOPLE]
    if len(set(machine)) != len(machine):
        raise NotAllowed("condition_twice", "Set each kind of condition once.")
    for one in found:
        _check_one(one, applied, starts_at)


def narrowed(applied: Terms, stipulations: Iterable[Stipulation]) -> Terms:
    """Return what is left of the terms under these conditions; never more than was applied for."""
    left = applied
    for one in stipulations:
        if one.kind is StipulationKind.ENDS_BY:
            left = replace(left, ends_at=min(left.ends_at, moment_of(one.value)))
        elif one.kind is StipulationKind.ONLY_CAMERAS:
            named = cameras_of(one.value)
            left = replace(left, cameras=tuple(camera for camera in left.cameras if camera in named))
        elif one.kind is StipulationKind.THRESHOLD_AT_LEAST and Decimal(one.value) > Decimal(left.threshold):
            left = replace(left, threshold=one.value)
    return left


def count_of(stipulations: Iterable[Stipulation], kind: StipulationKind) -> int | None:
    """Return the number a counted condition sets, None without one."""
    return next((int(one.value) for one in stipulations if one.kind is kind), None)


def moment_of(value: str) -> datetime:
    """Read a moment with its zone; raises ValueError for anything else."""
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    return found.astimezone(UTC)


def cameras_of(value: str) -> tuple[str, ...]:
    """Read camera names, one a line."""
    return tuple(line.strip() for line in value.splitlines() if line.strip())


def _check_one(one: Stipulation, applied: Terms, starts_at: datetime) -> None:
    match one.kind:
        case StipulationKind.ENDS_BY:
            _check_end(one.value, applied, starts_at)
        case StipulationKind.ONLY_CAMERAS:
            _check_cameras(one.value, applied)
        case StipulationKind.THRESHOLD_AT_LEAST:
            _check_threshold(one.value, applied)
        case StipulationKind.ENTRIES_AT_MOST | StipulationKind.CLOSE_AFTER_FALSE_ALERTS:
            if not (one.value.isascii() and one.value.isdigit() and int(one.value) > 0):
                raise NotAllowed("condition_count", f"{ENFORCED[one.kind]}: enter a whole number above 0.")
        case StipulationKind.PEOPLE:
            if not one.value.strip():
                raise NotAllowed("condition_empty", "A condition kept by people needs its words.")


def _check_end(value: str, applied: Terms, starts_at: datetime) -> None:
    try:
        ends = moment_of(value)
    except ValueError:
        raise NotAllowed("condition_end", "The latest end needs a day and a time.") from None
    if not starts_at < ends <= applied.ends_at:
        raise NotAllowed("condition_end", "The latest end must lie after the start and not after the end applied for.")


def _check_cameras(value: str, applied: Terms) -> None:
    named = set(cameras_of(value))
    if not named or named - set(applied.cameras):
        raise NotAllowed("condition_cameras", "Name one or more of the cameras applied for, and no other.")


def _check_threshold(value: str, applied: Terms) -> None:
    try:
        lowest = Decimal(value)
    except InvalidOperation:
        raise NotAllowed("condition_threshold", "The lowest threshold must be a number such as 0.64.") from None
    if not lowest.is_finite() or lowest < Decimal(applied.threshold):
        raise NotAllowed(
            "condition_threshold", f"The lowest threshold must not be below the one applied for, {applied.threshold}."
        )
