"""One entry of the ledger as a value, to bytes and back.

Refuses bytes that are not a canonical version 1 entry; knows nothing of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias, cast

from overt.ledger.canonical import Json, canonical, parse
from overt.ledger.errors import LedgerError

MAX_ENTRY_BYTES = 65_535
"""An entry bundle of c2sp.org/tlog-tiles prefixes each entry with a uint16 length."""

Scalar: TypeAlias = str | int | bool | None
Value: TypeAlias = Scalar | list[str] | list[int]

_FIELDS = {"v", "event", "at", "actor", "deployment", "subject", "details"}


@dataclass(frozen=True)
class Entry:
    """One recorded act. `at` is aware UTC; `leaf_hash` is 32 bytes (RFC 6962)."""

    index: int
    event: str
    at: datetime
    actor: str
    deployment: str
    subject: str
    details: Mapping[str, Value]
    leaf_hash: bytes


@dataclass(frozen=True)
class Act:
    """What is written of an act, before it has a place in the ledger."""

    event: str
    at: datetime
    actor: str
    deployment: str
    subject: str
    details: Mapping[str, Value]

    def to_bytes(self) -> bytes:
        """Spell the act as the canonical bytes that are hashed and kept."""
        return canonical(
            {
                "v": 1,
                "event": self.event,
                "at": time_text(self.at),
                "actor": self.actor,
                "deployment": self.deployment,
                "subject": self.subject,
                "details": cast(Json, dict(self.details)),
            }
        )

    def placed(self, index: int, leaf_hash: bytes) -> Entry:
        """Give the entry this act became at `index`."""
        return Entry(index=index, leaf_hash=leaf_hash, **vars(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Act":
        """Read kept bytes; `LedgerError("not_an_entry" | "not_canonical")` for others."""
        value = parse(data)
        if not isinstance(value, dict) or set(value) != _FIELDS or value["v"] != 1:
            raise LedgerError("not_an_entry", "These bytes are not a version 1 ledger entry.")
        texts = [value[name] for name in ("event", "at", "actor", "deployment", "subject")]
        details = value["details"]
        if not all(isinstance(text, str) for text in texts) or not isinstance(details, dict):
            raise LedgerError("not_an_entry", "A field of this ledger entry has the wrong type.")
        event, at, actor, deployment, subject = cast(list[str], texts)
        kept = cast(Mapping[str, Value], details)
        return cls(event, read_time(at), actor, deployment, subject, kept)


def time_text(at: datetime) -> str:
    """Write an aware time as UTC text with microseconds and a final Z (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(text: str) -> datetime:
    """Read what `time_text` wrote; `LedgerError("not_an_entry")` otherwise."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise LedgerError("not_an_entry", "The time of this entry is not UTC text.") from error
