"""Releases: the watchlist key of a deployment, wrapped so that only its exact authority opens it.

A release is the key wrapped twice: under the id of the release and the digest of the authority,
and that under the site key, so that a rotation can renew the outer layer without knowing what
was authorised. Putting an authority in force makes one, halting or ending destroys it. Hours are enforced against both
clocks: the moment now is the span between what the wall clock says and what it would say had
nobody set it since the authority came into force, and the whole span must lie inside the hours.
"""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from overt.vault.authority import Authority, Claim
from overt.vault.clock import Clock
from overt.vault.errors import KeyMissing, VaultError, WarrantRefused
from overt.vault.site_key import WRAPPED_BYTES, SiteKey, derive, unwrap, wrap

DESTROYED = bytes(WRAPPED_BYTES + 8)
"""What a destroyed release is overwritten with: as long as a key wrapped twice."""

_STATES = {
    "suspended": ("halted", "This deployment is halted; no face may be compared until two people resume it."),
    "ended": ("ended", "This deployment has ended; no face may be compared."),
}


@dataclass(frozen=True)
class Anchor:
    """One moment on both clocks: `seconds` is the monotonic clock of boot `boot`."""

    at: datetime
    boot: str
    seconds: float

    @classmethod
    def now(cls, clock: Clock) -> "Anchor":
        """Read both clocks."""
        return cls(clock.now(), clock.boot(), clock.monotonic())

    def undisturbed(self, clock: Clock) -> datetime | None:
        """Give what the wall clock would say had nobody set it; nothing after a reboot."""
        if not self.boot or clock.boot() != self.boot:
            return None
        return self.at + timedelta(seconds=clock.monotonic() - self.seconds)


@dataclass(frozen=True)
class Window:
    """The hours of an authority, and the latest moment it has been used."""

    starts_at: datetime
    ends_at: datetime
    anchor: Anchor
    seen_at: datetime

    def check(self, clock: Clock) -> None:
        """Refuse (`WarrantRefused`) unless now is inside the hours, whichever clock is right."""
        now = clock.now()
        undisturbed = self.anchor.undisturbed(clock)
        if undisturbed is None:
            if now < self.seen_at:
                raise WarrantRefused("clock_behind", "The clock is behind an earlier use of this authority; set it.")
            undisturbed = now
        if min(now, undisturbed) < self.starts_at:
            raise WarrantRefused("not_yet", "The hours of this authority have not begun.")
        if max(now, undisturbed) >= self.ends_at:
            raise WarrantRefused("hours_over", "The hours of this authority are over.")


@dataclass(frozen=True)
class Released:
    """What a claim obtained: the watchlist key, and what a warrant must keep checking."""

    release: str
    key: bytearray
    window: Window


def put_in_force(
    connection: sqlite3.Connection, site: SiteKey, clock: Clock, authority: Authority, key: bytearray
) -> None:
    """Make the release of an authority, replacing an earlier one of the same deployment."""
    digest, anchor = authority.digest, Anchor.now(clock)
    authority.check()
    if authority.ends_at <= anchor.at:
        raise VaultError("window_over", "The hours of this authority are already over.")
    if _state(connection, authority.deployment) == "ended":
        raise VaultError("deployment_ended", "This deployment has ended; an authority cannot bring it back.")
    _destroy_releases(connection, authority.deployment)
    release = uuid4().hex
    connection.execute(
        "INSERT INTO release (deployment, id, wrapped) VALUES (?, ?, ?)",
        (authority.deployment, release, site.wrap("release", release.encode(), _bound(release, digest, key))),
    )
    connection.execute("DELETE FROM enrolment WHERE deployment = ?", (authority.deployment,))
    hours = (_text(authority.starts_at), _text(authority.ends_at))
    moment = (_text(anchor.at), _text(anchor.at), anchor.boot, anchor.seconds)
    connection.execute(
        "INSERT OR REPLACE INTO authority"
        " (deployment, state, release, starts_at, ends_at, seen_at, anchor_at, anchor_boot, anchor_seconds)"
        " VALUES (?, 'in_force', ?, ?, ?, ?, ?, ?, ?)",
        (authority.deployment, release, *hours, *moment),
    )


def suspend(connection: sqlite3.Connection, deployment: str) -> None:
    """Destroy a deployment's release; an authority can be put in force again."""
    _destroy_releases(connection, deployment)
    connection.execute(
        "UPDATE authority SET state = 'suspended', release = '' WHERE deployment = ? AND state = 'in_force'",
        (deployment,),
    )


def end(connection: sqlite3.Connection, deployment: str) -> None:
    """Destroy a deployment's release and its enrolment; no authority can ever be put in force again."""
    _destroy_releases(connection, deployment)
    connection.execute("DELETE FROM enrolment WHERE deployment = ?", (deployment,))
    connection.execute(
        "INSERT OR REPLACE INTO authority"
        " (deployment, state, release, starts_at, ends_at, seen_at, anchor_at, anchor_boot, anchor_seconds)"
        " VALUES (?, 'ended', '', '', '', '', '', '', 0)",
        (deployment,),
    )


def was_decided(connection: sqlite3.Connection, deployment: str) -> bool:
    """Say whether an authority was ever put in force for this deployment, or it ended without one."""
    return _state(connection, deployment) is not None


def claim_release(connection: sqlite3.Connection, site: SiteKey, clock: Clock, claim: Claim) -> Released:
    """Obtain the watchlist key for a claim, or raise `WarrantRefused`; marks the use."""
    row = connection.execute(
        "SELECT state, release, starts_at, ends_at, seen_at, anchor_at, anchor_boot, anchor_seconds"
        " FROM authority WHERE deployment = ?",
        (claim.deployment,),
    ).fetchone()
    refuse_unless_in_force(row[0] if row else None)
    starts_at, ends_at, seen_at, anchor_at = (datetime.fromisoformat(text) for text in row[2:6])
    window = Window(starts_at, ends_at, Anchor(anchor_at, row[6], row[7]), seen_at)
    window.check(clock)
    key = _unwrap(connection, site, claim, row[1])
    if claim.camera not in claim.cameras:
        raise WarrantRefused("camera_not_authorised", "This camera is not among those the authority names.")
    connection.execute(
        "UPDATE authority SET seen_at = ? WHERE deployment = ?",
        (_text(max(seen_at, clock.now())), claim.deployment),
    )
    return Released(row[1], key, window)


def refuse_unless_in_force(state: str | None) -> None:
    """Refuse with the sentence that fits the state of a deployment's authority."""
    if state is None:
        raise WarrantRefused("not_in_force", "No authority was put in force for this deployment.")
    if state in _STATES:
        raise WarrantRefused(*_STATES[state])


def _unwrap(connection: sqlite3.Connection, site: SiteKey, claim: Claim, release: str) -> bytearray:
    row = connection.execute("SELECT wrapped FROM release WHERE id = ?", (release,)).fetchone()
    try:
        bound = site.unwrap("release", release.encode(), row[0] if row else DESTROYED)
        return unwrap(_binding(release, claim.digest), bytes(bound))
    except KeyMissing as error:
        raise WarrantRefused(
            "authority_mismatch",
            "What is loaded is not what was authorised: the engine, threshold, watchlist, cameras, hours"
            " or people differ, so the watchlist stays shut.",
        ) from error


def rewrap(connection: sqlite3.Connection, old: SiteKey, new: SiteKey) -> None:
    """Renew the outer layer of every living release, where it lies."""
    rows = connection.execute("SELECT n, id, wrapped FROM release WHERE wrapped != ?", (DESTROYED,)).fetchall()
    for number, release, wrapped in rows:
        bound = old.unwrap("release", release.encode(), wrapped)
        again = new.wrap("release", release.encode(), bound)
        connection.execute("UPDATE release SET wrapped = ? WHERE n = ?", (again, number))


def _bound(release: str, digest: bytes, key: bytearray) -> bytes:
    return wrap(_binding(release, digest), key)


def _binding(release: str, digest: bytes) -> bytes:
    return derive(digest, "authority", release.encode())


def _destroy_releases(connection: sqlite3.Connection, deployment: str) -> None:
    connection.execute(
        "UPDATE release SET wrapped = ? WHERE deployment = ? AND wrapped != ?", (DESTROYED, deployment, DESTROYED)
    )


def _state(connection: sqlite3.Connection, deployment: str) -> str | None:
    row = connection.execute("SELECT state FROM authority WHERE deployment = ?", (deployment,)).fetchone()
    return row[0] if row else None


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
