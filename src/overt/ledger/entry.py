"""One entry of the ledger as a value, to bytes and back (docs/decisions/0008-the-public-log.md).

`Leaf` is what is hashed and may be published one day: its times are whole minutes after its record began, and the
moment itself is a salted commitment. `Entry` is what this site reads: the same act with its moment. Refuses bytes that
are not a canonical version 2 entry; knows nothing of the database.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, cast

from overt.ledger.canonical import Json, canonical, parse
from overt.ledger.errors import LedgerError

MAX_ENTRY_BYTES = 65_535
"""An entry bundle of c2sp.org/tlog-tiles prefixes each entry with a uint16 length."""

PADDED_TO = 256
"""Entries are padded to a multiple of so many bytes, so that their sizes tell little of what they say."""

SALT_BYTES = 32

Scalar: TypeAlias = str | int | bool | None
Value: TypeAlias = Scalar | list[str] | list[int]

_TEXTS = ("event", "time", "actor", "deployment", "previous", "subject", "pad")
_NUMBERS = ("v", "after", "number")
_FIELDS = {*_TEXTS, *_NUMBERS, "details"}
_LONGEST_MINUTES = 10**8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
class Leaf:
    """The hashed form: `number` and `previous` chain the entries of one deployment (or of none) to each other.

    `after` is in whole minutes after the first entry of that chain, and so are the times among `details`; `time`
    commits to the moment; `previous` is the leaf hash of the chain's entry before this one, hexadecimal, empty in the
    first.
    """

    event: str
    after: int
    time: str
    actor: str
    deployment: str
    number: int
    previous: str
    subject: str
    details: Mapping[str, Value]

    def to_bytes(self) -> bytes:
        """Spell the entry as the canonical bytes that are hashed and kept, padded."""
        said = {**vars(self), "v": 2, "pad": "", "details": dict(self.details)}
        bare = canonical(cast(Json, said))
        # What follows the padding in canonical order holds no quotation mark of its own, so this is the right place.
        before, empty, after = bare.rpartition(b'"pad":""')
        return before + empty[:-1] + b"0" * (-len(bare) % PADDED_TO) + b'"' + after

    @classmethod
    def from_bytes(cls, data: bytes) -> "Leaf":
        """Read kept bytes; `LedgerError("not_an_entry" | "not_canonical")` for others."""
        value = parse(data)
        if not isinstance(value, dict) or set(value) != _FIELDS or value["v"] != 2:
            raise LedgerError("not_an_entry", "These bytes are not a version 2 ledger entry.")
        texts_fit = all(isinstance(value[name], str) for name in _TEXTS)
        numbers_fit = all(type(value[name]) is int for name in _NUMBERS)
        if not texts_fit or not numbers_fit or not isinstance(value["details"], dict) or not _in_reach(value["after"]):
            raise LedgerError("not_an_entry", "A field of this ledger entry has the wrong type.")
        return cls(**{name: cast(str, value[name]) for name in cls.__dataclass_fields__})  # type: ignore[arg-type]


def _in_reach(minutes: object) -> bool:
    return isinstance(minutes, int) and abs(minutes) <= _LONGEST_MINUTES


def begin_of(at: datetime) -> datetime:
    """Give the whole minute an aware moment lies in: where the times of a chain that begins then are counted from."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def minutes_after(begin: datetime, at: datetime) -> int:
    """Give the whole minutes from `begin` to `at`, rounded down; negative before it."""
    return (at - begin) // timedelta(minutes=1)


def moment_after(begin: datetime, minutes: int) -> datetime:
    """Give the moment so many minutes after `begin`."""
    return begin + timedelta(minutes=minutes)


def commit_to_time(salt: bytes, at: datetime) -> str:
    """Commit to a moment: HMAC-SHA256 of its text under a salt of this entry alone, 64 hexadecimal digits."""
    return hmac.digest(salt, time_text(at).encode(), "sha256").hex()


def time_text(at: datetime) -> str:
    """Write an aware time as UTC text with microseconds and a final Z (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(text: str) -> datetime:
    """Read what `time_text` wrote; `LedgerError("not_an_entry")` otherwise."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise LedgerError("not_an_entry", "The time of this entry is not UTC text.") from error


def to_microseconds(at: datetime) -> int:
    """Give an aware time as microseconds since 1970, as the table keeps it."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """Give back the time `to_microseconds` counted."""
    return _EPOCH + timedelta(microseconds=count)
