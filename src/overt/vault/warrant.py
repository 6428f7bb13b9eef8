"""Warrants: the only way to a watchlist record, for as long as it may be opened and no longer.

A `Warrant` belongs to an authority in force, an `EnrolmentWarrant` to a draft list. Both look
again before every use whether they still hold. A refused warrant is dead for good: its key is
overwritten and every later use repeats the refusal.
"""

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import uuid4

from overt.vault.clock import Clock
from overt.vault.database import WRITE_WAIT_SECONDS, KeyDatabase, in_our_words
from overt.vault.envelope import Label, unseal
from overt.vault.errors import KeyMissing, VaultError, WarrantRefused
from overt.vault.keys import make_record_keys, open_record, record_keys
from overt.vault.kinds import RecordKind
from overt.vault.release import Anchor, Released, refuse_unless_in_force
from overt.vault.site_key import wipe

MAX_JUMP_SECONDS = 2.0
CHECK_WAIT_SECONDS = 0.25
"""How long a check waits for another process's commit; below the 300 ms of I-4."""


@dataclass(frozen=True)
class Files:
    """The two key databases of a site."""

    keys: KeyDatabase
    releases: KeyDatabase


class _Opener(ABC):
    """A watchlist key in memory, and the check that must pass before each use of it."""

    def __init__(self, deployment: str, key: bytearray, files: Files) -> None:
        self.id = uuid4().hex
        self.deployment = deployment
        self._key = key
        self._files = files
        self._releases = files.releases.watching(CHECK_WAIT_SECONDS)
        self._keys = files.keys.watching(WRITE_WAIT_SECONDS)
        self._lock = threading.RLock()
        self._refusal: WarrantRefused | None = None

    def check(self) -> None:
        """Raise `WarrantRefused` unless the warrant still holds; then it never will again."""
        with self._lock:
            self._attempt(self._still_holds)

    def open(self, kind: RecordKind, record: str, envelope: bytes) -> bytes:
        """Open one watchlist record of this deployment, after a check."""
        label = self._label(kind, record)
        with self._lock:
            self.check()
            with in_our_words():
                return open_record(self._keys, self._key, label, envelope)

    def close(self) -> None:
        """Overwrite the key, as far as the interpreter lets us; later uses are refused."""
        with self._lock:
            self._refusal = self._refusal or WarrantRefused("warrant_closed", "This warrant was closed.")
            wipe(self._key)
            self._releases.close()
            self._keys.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def _still_holds(self) -> None:
        """Raise `WarrantRefused` unless it does."""

    def _attempt(self, still_holds: Callable[[], None]) -> None:
        if self._refusal is not None:
            raise self._refusal
        try:
            still_holds()
        except sqlite3.Error as error:
            self._refusal = WarrantRefused("keys_unreadable", "The key database cannot be read; comparison stops.")
            self.close()
            raise self._refusal from error
        except WarrantRefused as refusal:
            self._refusal = refusal
            self.close()
            raise

    def _label(self, kind: RecordKind, record: str) -> Label:
        if kind.family != "watchlist":
            raise VaultError("kind_not_covered", f"A warrant opens watchlist records, not a record of kind {kind}.")
        return Label(self.deployment, kind, record)


class Warrant(_Opener):
    """Leave to compare faces with one deployment's watchlist at one camera (I-1)."""

    def __init__(self, deployment: str, camera: str, released: Released, files: Files, clock: Clock) -> None:
        super().__init__(deployment, released.key, files)
        self.camera = camera
        self._release = released.release
        self._window = released.window
        self._clock = clock
        self._issued = Anchor.now(clock)

    def _still_holds(self) -> None:
        self._refuse_a_jump()
        self._window.check(self._clock)
        row = self._releases.execute(
            "SELECT state, release FROM authority WHERE deployment = ?", (self.deployment,)
        ).fetchone()
        refuse_unless_in_force(row[0] if row else None)
        if row[1] != self._release:
            raise WarrantRefused("authority_replaced", "The authority was put in force anew; ask for a new warrant.")

    def _refuse_a_jump(self) -> None:
        undisturbed = self._issued.undisturbed(self._clock)
        if undisturbed is None and self._issued.boot:
            raise WarrantRefused("clock_jumped", "The machine was restarted under this warrant.")
        passed = self._clock.monotonic() - self._issued.seconds
        jump = (self._clock.now() - self._issued.at).total_seconds() - passed
        if abs(jump) > MAX_JUMP_SECONDS:
            raise WarrantRefused("clock_jumped", f"The clock was set by {jump:+.1f} seconds; comparison stops.")


class EnrolmentWarrant(_Opener):
    """Leave to look inside one draft watchlist, to check its pictures; dies with the draft."""

    def __init__(self, deployment: str, enrolment: str, key: bytearray, files: Files) -> None:
        super().__init__(deployment, key, files)
        self.id = enrolment

    def template_keys(self, records: Sequence[str]) -> dict[str, bytes]:
        """Give the 32-byte keys of these pictures' templates, for the sandboxed worker; new ones are made in one step.

        `KeyMissing` when one was destroyed.
        """
        kind = RecordKind.WATCHLIST_TEMPLATE
        with self._lock:
            self.check()
            with self._files.keys.writing() as connection:
                made = make_record_keys(connection, self._key, self.deployment, kind, records)
        return {record: bytes(key) for record, key in made.items()}

    def picture_keys(self, records: Sequence[str]) -> dict[str, bytes]:
        """Give the 32-byte keys of those of these pictures that have one, for the sandboxed worker."""
        kind = RecordKind.WATCHLIST_PICTURE
        with self._lock:
            self.check()
            with in_our_words():
                found = record_keys(self._keys, self._key, self.deployment, kind, records)
        return {record: bytes(key) for record, key in found.items()}

    def open_entries(self, envelopes: Mapping[str, bytes]) -> dict[str, bytes]:
        """Open what is said of many entries in one step, by record; `KeyMissing` when one has no living key."""
        kind = RecordKind.WATCHLIST_ENTRY
        with self._lock:
            self.check()
            with in_our_words():
                found = record_keys(self._keys, self._key, self.deployment, kind, list(envelopes))
        try:
            if len(found) < len(envelopes):
                raise KeyMissing("key_destroyed", "The key of an entry was destroyed; it cannot be read any more.")
            return {name: unseal(found[name], self._label(kind, name), told) for name, told in envelopes.items()}
        finally:
            for key in found.values():
                wipe(key)

    def _still_holds(self) -> None:
        row = self._releases.execute("SELECT id FROM enrolment WHERE deployment = ?", (self.deployment,)).fetchone()
        if row is None or row[0] != self.id:
            raise WarrantRefused("enrolment_over", "The draft watchlist was sealed or dropped; it is shut now.")
