"""What an officer authorised, as one value with one digest, and what a process claims it has.

The digest of the authority is part of the key that releases the watchlist. A claim is built
from what a process really has loaded; when any field differs from what was authorised, the
digest differs and the key does not come out. Nothing here compares the two.
"""

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

import rfc8785

from overt.vault.errors import VaultError


@dataclass(frozen=True, kw_only=True)
class Authority:
    """The written authority of one deployment, as the vault enforces it (I-1).

    `starts_at` and `ends_at` are aware; `threshold` is decimal text exactly as authorised;
    digests are hexadecimal SHA-256, `snapshot_digest` that of everything else the decision was about; `applicant` and
    `authorised_by` are opaque ids.
    """

    deployment: str
    kind: str
    cameras: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    engine_digest: str
    threshold: str
    watchlist_digest: str
    snapshot_digest: str
    applicant: str
    authorised_by: str

    @property
    def digest(self) -> bytes:
        """Give SHA-256 over the canonical JSON (RFC 8785) of these fields, cameras sorted."""
        said: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(Authority)}
        said |= {"v": 1, "cameras": sorted(self.cameras)}
        said |= {"starts_at": _utc_text(self.starts_at), "ends_at": _utc_text(self.ends_at)}
        return sha256(rfc8785.dumps(said)).digest()

    def check(self) -> None:
        """Refuse an authority nobody could have given (`VaultError`)."""
        if self.applicant == self.authorised_by:
            raise VaultError("applicant_is_authoriser", "Who applies for a deployment cannot authorise it.")
        if self.ends_at <= self.starts_at:
            raise VaultError("window_empty", "The authority must end after it starts.")
        _check_text(self)
        _check_cameras(self.cameras)
        _check_threshold(self.threshold)

    def claim(self, *, camera: str, engine_digest: str, threshold: str, watchlist_digest: str) -> "Claim":
        """Claim this authority for one camera with the engine, threshold and list really loaded."""
        held = asdict(self) | {"engine_digest": engine_digest, "threshold": threshold}
        return Claim(**(held | {"watchlist_digest": watchlist_digest}), camera=camera)


@dataclass(frozen=True, kw_only=True)
class Claim(Authority):
    """The same fields as a process has them loaded, and the one camera it reads."""

    camera: str


def _utc_text(at: datetime) -> str:
    if at.utcoffset() is None:
        raise VaultError("time_without_zone", "The hours of an authority must say their time zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _check_text(authority: Authority) -> None:
    for field in fields(Authority):
        value = getattr(authority, field.name)
        if isinstance(value, str) and not value.strip():
            raise VaultError("authority_incomplete", f"The authority does not say its {field.name}.")


def _check_cameras(cameras: tuple[str, ...]) -> None:
    if not cameras or "" in cameras or len(set(cameras)) != len(cameras):
        raise VaultError("cameras_unclear", "The authority must name each of its cameras once.")


def _check_threshold(threshold: str) -> None:
    try:
        known = Decimal(threshold).is_finite()
    except InvalidOperation:
        known = False
    if not known:
        raise VaultError("threshold_unclear", "The threshold must be a decimal number, such as 0.60.")
