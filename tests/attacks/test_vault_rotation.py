"""A new site key: whatever call breaks, everything opens afterwards, and no piece of the old key is left."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from overt.vault import FileStore, KeyMissing, RecordKind, VaultError, open_vault, rotate_site_key
from overt.vault.database import KeyDatabase
from overt.vault.key_store import from_bytes
from overt.vault.rotation import check_of
from tests.attacks.faults import breaking
from tests.unit.vault.sealed_site import TEMPLATE, Site, make_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = make_site(tmp_path / "site")
    made.put_in_force()
    return made


def secret_of(home: Path, name: str = "site.key") -> bytes:
    return from_bytes((home / "keys" / name).read_bytes())[1]


def everything_opens(site: Site, alert: bytes, attached: bytes) -> None:
    vault = open_vault(site.home, site.clock)
    with vault.warrant(site.claim()) as warrant:
        assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", site.envelope) == TEMPLATE
    assert vault.open_alert("market", "a", alert) == b"an alert"
    assert vault.open_attachment("policy", "file", attached) == b"a file"
    vault.close()


def test_after_a_rotation_everything_opens_under_another_key_and_the_old_one_is_nowhere(site: Site) -> None:
    alert = site.vault.seal("market", RecordKind.ALERT, "a", b"an alert")
    attached = site.vault.seal("policy", RecordKind.DOCUMENT_ATTACHMENT, "file", b"a file")
    salts = site.vault.salt("market"), site.vault.document_salt("policy")
    old = secret_of(site.home)
    rotate_site_key(site.home, FileStore())
    assert secret_of(site.home) != old
    everything_opens(site, alert, attached)
    after = open_vault(site.home, site.clock)
    assert (after.salt("market"), after.document_salt("policy")) == salts, "commitments can still be opened"
    for path in (site.home / "keys").iterdir():
        assert old not in path.read_bytes()
        assert old.hex().encode() not in path.read_bytes()
    assert not (site.home / "keys" / "site.key.next").exists()


def test_a_copy_of_the_old_key_opens_nothing_that_was_made_after_the_rotation(site: Site, tmp_path: Path) -> None:
    kept = (site.home / "keys" / "site.key").read_bytes()
    rotate_site_key(site.home, FileStore())
    open_vault(site.home).create_deployment("station")
    (site.home / "keys" / "site.key").write_bytes(kept)
    with pytest.raises(VaultError) as refused:
        open_vault(site.home)
    assert refused.value.code == "site_key_wrong"


def test_a_vault_that_was_open_goes_on_and_a_warrant_keeps_its_key(site: Site) -> None:
    alert = site.vault.seal("market", RecordKind.ALERT, "a", b"an alert")
    with site.vault.warrant(site.claim()) as warrant:
        rotate_site_key(site.home, FileStore())
        assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", site.envelope) == TEMPLATE
    assert site.vault.open_alert("market", "a", alert) == b"an alert"
    site.vault.create_deployment("station")
    assert open_vault(site.home).salt("station") == site.vault.salt("station")


def test_another_authority_is_refused_after_a_rotation_as_before(site: Site) -> None:
    rotate_site_key(site.home, FileStore())
    from dataclasses import replace

    from overt.vault import WarrantRefused

    with pytest.raises(WarrantRefused) as refused:
        open_vault(site.home, site.clock).warrant(replace(site.claim(), threshold="0.59"))
    assert refused.value.code == "authority_mismatch"


def test_a_destroyed_key_stays_destroyed(site: Site) -> None:
    sealed = site.vault.seal("market", RecordKind.ALERT, "a", b"an alert")
    site.vault.destroy_record("market", RecordKind.ALERT, "a")
    site.vault.destroy_deployment("market", "watchlist")
    rotate_site_key(site.home, FileStore())
    vault = open_vault(site.home, site.clock)
    with pytest.raises(KeyMissing):
        vault.open_alert("market", "a", sealed)
    assert vault.was_destroyed("market", "watchlist")
    assert not vault.was_destroyed("market", "alerts")


@pytest.mark.parametrize("from_then_on", [False, True], ids=["one call breaks", "power cut"])
def test_whatever_call_of_a_rotation_breaks_everything_opens_afterwards(tmp_path: Path, from_then_on: bool) -> None:
    at, broken = 0, True
    site = make_site(tmp_path / "site")
    site.put_in_force()
    alert = site.vault.seal("market", RecordKind.ALERT, "a", b"an alert")
    attached = site.vault.seal("policy", RecordKind.DOCUMENT_ATTACHMENT, "file", b"a file")
    site.vault.close()
    while broken:
        before = secret_of(site.home)
        with breaking(at, from_then_on=from_then_on) as faults:
            try:
                rotate_site_key(site.home, FileStore())
            except VaultError:
                assert faults.happened
        broken = faults.happened
        everything_opens(site, alert, attached)
        assert not (site.home / "keys" / "site.key.next").exists(), "opening finishes what was begun"
        if not broken:
            assert secret_of(site.home) != before
        at += 1
    assert at > 40


def test_a_rotation_begun_over_one_that_was_cut_short_finishes_that_one_first(site: Site) -> None:
    alert = site.vault.seal("market", RecordKind.ALERT, "a", b"an alert")
    attached = site.vault.seal("policy", RecordKind.DOCUMENT_ATTACHMENT, "file", b"a file")
    site.vault.close()
    begun = site.home / "keys" / "site.key.next"
    _cut_short_until(site, begun.exists)
    half_done = secret_of(site.home, begun.name)
    rotate_site_key(site.home, FileStore())
    assert half_done != secret_of(site.home)
    everything_opens(site, alert, attached)


def test_a_rotation_cut_short_between_its_two_databases_does_not_lose_either(site: Site) -> None:
    alert = site.vault.seal("market", RecordKind.ALERT, "a", b"an alert")
    attached = site.vault.seal("policy", RecordKind.DOCUMENT_ATTACHMENT, "file", b"a file")
    site.vault.close()
    databases = [KeyDatabase(site.home / "keys" / name) for name in ("keys.sqlite3", "releases.sqlite3")]
    _cut_short_until(site, lambda: len(set(map(_mark_of, databases))) == 2)
    rotate_site_key(site.home, FileStore())
    everything_opens(site, alert, attached)


def _cut_short_until(site: Site, half_done: Callable[[], bool]) -> None:
    """Cut the power during a rotation at one call after the other, until it is half done."""
    for at in range(100):
        with breaking(at, from_then_on=True), suppress(VaultError):
            rotate_site_key(site.home, FileStore())
        if half_done():
            return
    raise AssertionError("no rotation was left half done")


def _mark_of(database: KeyDatabase) -> bytes:
    with database.reading() as connection:
        return check_of(connection)
