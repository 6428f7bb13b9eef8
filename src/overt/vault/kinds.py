"""Which kinds of record there are, and which of a deployment's two keys each one hangs from.

Refuses to let a kind hang from both: the watchlist key dies with the list, the alerts key
with the last alert, and neither may keep the other's records readable.
"""

from enum import StrEnum
from typing import Literal, TypeAlias

Family: TypeAlias = Literal["watchlist", "alerts"]

FAMILIES: tuple[Family, Family] = ("watchlist", "alerts")


class RecordKind(StrEnum):
    """A kind of sealed record."""

    WATCHLIST_ENTRY = "watchlist_entry"
    WATCHLIST_PICTURE = "watchlist_picture"
    WATCHLIST_TEMPLATE = "watchlist_template"
    WATCHLIST_UPLOAD = "watchlist_upload"
    ALERT = "alert"
    CONSENT = "consent"

    @property
    def family(self) -> Family:
        """The key this kind's record keys are wrapped under."""
        return "watchlist" if self.value.startswith("watchlist_") else "alerts"


def kinds_of(family: Family) -> tuple[RecordKind, ...]:
    """Give the kinds that hang from one of the two keys."""
    return tuple(kind for kind in RecordKind if kind.family == family)
