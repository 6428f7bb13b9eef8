"""The vault at its edges: a folder that cannot be made, keys of somebody else, a fork, a lost database."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from overt.vault import KeyMissing, RecordKind, VaultError, WarrantRefused, clock, create, folder
from overt.vault.database import KeyDatabase
from overt.vault.folder import KEYS, RELEASES, SITE_KEY
from tests.unit.vault.sealed_site import Site


def refused(call: object, *arguments: object) -> str:
    with pytest.raises(VaultError) as found:
        call(*arguments)  # type: ignore[operator]
    return found.value.code


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert refused(create, tmp_path / "file") == "keys_unwritable"


def test_keys_of_another_user_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder.os, "geteuid", lambda: 4711)
    assert refused(folder.find_folder, site.home) == "keys_not_ours"


def test_a_creation_that_was_interrupted_is_repeated_with_the_same_site_key(site: Site) -> None:
    keys = site.home / "keys"
    before = (keys / SITE_KEY).read_bytes()
    site.vault.close()
    for name in (KEYS, RELEASES):
        (keys / name).unlink()
    create(site.home).create_deployment("market")
    assert (keys / SITE_KEY).read_bytes() == before


def test_a_vault_is_not_carried_into_a_forked_process(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overt.vault.database.os.getpid", lambda: -1)
    assert refused(site.vault.deployments) == "vault_forked"


def test_a_journal_that_cannot_be_wiped_is_said_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overt.vault.database.os.access", lambda *_: False)
    with pytest.raises(VaultError):
        site.vault.destroy_record("market", RecordKind.WATCHLIST_TEMPLATE, "one")


def test_a_transaction_that_ended_itself_is_not_rolled_back_twice(site: Site) -> None:
    database = KeyDatabase(site.home / "keys" / KEYS)
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute("ROLLBACK")
        raise ZeroDivisionError
    database.close()


def test_a_warrant_whose_database_is_lost_is_dead_for_good(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    warrant._releases.close()
    for _ in range(2):
        with pytest.raises(WarrantRefused) as found:
            warrant.check()
        assert found.value.code == "keys_unreadable"


def test_entries_are_opened_together_or_not_at_all(site: Site) -> None:
    kind, vault = RecordKind.WATCHLIST_ENTRY, site.vault
    sealed = vault.seal_all("market", kind, {"a": b"first", "b": b"second"})
    vault.begin_enrolment("market")
    with vault.enrolment_warrant("market") as warrant:
        assert warrant.open_entries(sealed) == {"a": b"first", "b": b"second"}
        vault.destroy_record("market", kind, "b")
        with pytest.raises(KeyMissing):
            warrant.open_entries(sealed)
        assert warrant.open_entries({"a": sealed["a"]}) == {"a": b"first"}


def test_a_machine_that_names_no_boot_has_an_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(clock.SystemClock().boot()) in (0, 36)
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "missing")
    assert clock.SystemClock().boot() == ""


def test_the_systems_clocks_are_the_wall_clock_in_utc_and_the_time_since_boot() -> None:
    held = clock.SystemClock()
    assert abs((held.now() - datetime.now(UTC)).total_seconds()) < 5
    assert held.now().utcoffset() == timedelta(0)
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= held.monotonic() < before + 5


def test_every_living_key_has_an_id_of_its_own_and_a_destroyed_one_has_none(site: Site) -> None:
    vault = site.vault
    vault.seal("market", RecordKind.ALERT, "a", b"x")
    vault.seal("policy", RecordKind.DOCUMENT_ATTACHMENT, "file", b"x")
    named = vault.key_ids("market")
    of_the_list = {("watchlist", ""), ("watchlist_template", "one")}
    assert set(named) == {("alerts", ""), ("alert", "a"), *of_the_list}
    assert len(set(named.values())) == 4
    assert set(vault.key_ids("policy")) == {("document_attachment", "file")}
    destroyed = vault.destroy_record("market", RecordKind.ALERT, "a")
    assert destroyed is not None
    assert destroyed.key_id == named["alert", "a"]
    vault.destroy_deployment("market", "alerts")
    assert set(vault.key_ids("market")) == of_the_list


def test_a_vault_knows_what_it_ever_had_keys_for(site: Site) -> None:
    vault = site.vault
    vault.destroy_deployment("market", "watchlist")
    vault.destroy_deployment("market", "alerts")
    assert vault.has_deployment("market")
    assert not vault.has_deployment("station")
    assert vault.deployments() == set()


def test_owners_are_listed_of_living_keys_of_one_kind(site: Site) -> None:
    vault, kind = site.vault, RecordKind.MEMBERSHIP
    vault.seal("market", kind, "a", b"x")
    vault.seal("station", kind, "b", b"x")
    assert vault.owned(kind) == {("market", "a"), ("station", "b")}
    vault.destroy_record("station", kind, "b")
    assert vault.owned(kind) == {("market", "a")}


def test_nothing_to_seal_makes_no_key(site: Site) -> None:
    before = site.vault.key_ids("market")
    assert site.vault.seal_all("market", RecordKind.ALERT, {}) == {}
    assert site.vault.key_ids("market") == before


def test_a_new_vaults_folder_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, sync = set(), os.fsync

    def watched(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        sync(handle)

    monkeypatch.setattr("overt.vault.database.os.fsync", watched)
    create(tmp_path / "new")
    assert (tmp_path / "new" / "keys").stat().st_ino in synced
