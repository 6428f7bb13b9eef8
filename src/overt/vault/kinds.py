"""Which kinds of record there are, and which key each one hangs from: one of a deployment's two, or a document's.

Refuses to let a kind hang from two: the watchlist key dies with the list, the alerts key
with the last alert, and neither may keep the other's records readable. The force's own
documents outlive deployments, and so do the halves of a list's membership secret, which have
an erase-by time of their own: they hang from neither.
"""

from enum import StrEnum
from typing import Literal, TypeAlias

Family: TypeAlias = Literal["watchlist", "alerts", "documents"]

FAMILIES: tuple[Family, Family] = ("watchlist", "alerts")
"""The two keys of a deployment."""


class RecordKind(StrEnum):
    """A kind of sealed record."""

    WATCHLIST_ENTRY = "watchlist_entry"
    WATCHLIST_PICTURE = "watchlist_picture"
    WATCHLIST_TEMPLATE = "watchlist_template"
    WATCHLIST_UPLOAD = "watchlist_upload"
    ALERT = "alert"
    CONSENT = "consent"
    APPLICATION_FILE = "application_file"
    APPROVAL = "approval"
    ENTRY_CASE = "entry_case"
    DOCUMENT_ATTACHMENT = "document_attachment"
    MEMBERSHIP = "membership"

    @property
    def family(self) -> Family:
        """The key this kind's record keys are wrapped under; `documents` is what outlives a deployment's own two."""
        if self in (RecordKind.DOCUMENT_ATTACHMENT, RecordKind.MEMBERSHIP):
            return "documents"
        return "watchlist" if self.value.startswith("watchlist_") else "alerts"


def kinds_of(family: Family) -> tuple[RecordKind, ...]:
    """Give the kinds that hang from one key."""
    return tuple(kind for kind in RecordKind if kind.family == family)
