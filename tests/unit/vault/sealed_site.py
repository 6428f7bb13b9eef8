"""A vault on a clock under control, with one deployment whose list holds one template."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from overt.vault import Authority, Claim, RecordKind, Vault, create
from overt.vault.testing import FakeClock

LOADED = {"engine_digest": "e" * 64, "threshold": "0.60", "watchlist_digest": "f" * 64}
TEMPLATE = b"a template, as bytes"


@dataclass(frozen=True)
class Site:
    """What a vault test works on."""

    home: Path
    clock: FakeClock
    vault: Vault
    authority: Authority
    envelope: bytes

    def claim(self) -> Claim:
        return self.authority.claim(camera="north", **LOADED)

    def put_in_force(self) -> None:
        self.vault.put_in_force(self.authority)


def make_site(home: Path, clock: FakeClock | None = None) -> Site:
    """Make the site in a folder that does not exist yet."""
    clock = clock or FakeClock()
    vault = create(home, clock)
    vault.create_deployment("market")
    envelope = vault.seal("market", RecordKind.WATCHLIST_TEMPLATE, "one", TEMPLATE)
    return Site(home, clock, vault, authority_from(clock), envelope)


def authority_from(clock: FakeClock) -> Authority:
    """Give an authority for two hours from now."""
    return Authority(
        deployment="market",
        kind="rehearsal",
        cameras=("north", "south"),
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(hours=2),
        snapshot_digest="a" * 64,
        applicant="applicant",
        authorised_by="officer",
        **LOADED,
    )
