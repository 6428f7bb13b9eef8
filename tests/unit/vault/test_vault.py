"""Sealing, opening, destroying, and what the vault says when its folder is not sound."""

import hashlib
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt import vault as vault_room
from overt.vault import EnvelopeBroken, KeyMissing, RecordKind, VaultError
from overt.vault.envelope import Label, seal, unseal
from overt.vault.key_store import FileStore, to_bytes
from tests.unit.vault.sealed_site import Site

KEY = b"k" * 32
ids = st.text(max_size=6)
labels = st.builds(Label, deployment=ids, kind=st.sampled_from(RecordKind), record=ids)


@given(labels, st.binary(max_size=200))
def test_an_envelope_opens_under_its_own_label(label: Label, plaintext: bytes) -> None:
    assert unseal(KEY, label, seal(KEY, label, plaintext)) == plaintext


@given(labels, labels)
def test_two_labels_never_share_a_spelling(first: Label, second: Label) -> None:
    assert (first.to_bytes() == second.to_bytes()) == (first == second)


@given(st.data())
def test_any_change_to_an_envelope_is_found(data: st.DataObject) -> None:
    label = Label("market", RecordKind.ALERT, "a")
    envelope = seal(KEY, label, b"probe and candidates")
    place = data.draw(st.integers(0, len(envelope) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = envelope[:place] + bytes([envelope[place] ^ bit]) + envelope[place + 1 :]
    for broken in (changed, envelope[:place], envelope + b"\0"):
        with pytest.raises(EnvelopeBroken):
            unseal(KEY, label, broken)


def test_the_same_record_never_seals_to_the_same_bytes(site: Site) -> None:
    first, second = (site.vault.seal("market", RecordKind.ALERT, "a", b"x") for _ in range(2))
    assert first != second
    assert site.vault.open_alert("market", "a", first) == site.vault.open_alert("market", "a", second) == b"x"


def test_swapped_envelopes_do_not_open(site: Site) -> None:
    site.vault.create_deployment("station")
    first = site.vault.seal("market", RecordKind.ALERT, "a", b"one")
    site.vault.seal("market", RecordKind.ALERT, "b", b"two")
    site.vault.seal("station", RecordKind.ALERT, "a", b"three")
    site.vault.seal("market", RecordKind.CONSENT, "a", b"four")
    for opened in (
        lambda: site.vault.open_alert("market", "b", first),
        lambda: site.vault.open_alert("station", "a", first),
        lambda: site.vault.open_consent("market", "a", first),
    ):
        with pytest.raises(EnvelopeBroken) as refused:
            opened()
        assert refused.value.code == "envelope_altered"


def test_a_record_too_large_to_hold_in_memory_is_refused() -> None:
    with pytest.raises(VaultError) as refused:
        seal(KEY, Label("market", RecordKind.ALERT, "a"), bytes(64 * 1024 * 1024 + 1))
    assert refused.value.code == "record_too_large"


def test_a_destroyed_record_cannot_be_opened_or_sealed_again(site: Site) -> None:
    envelope = site.vault.seal("market", RecordKind.ALERT, "a", b"x")
    gone = site.vault.destroy_record("market", RecordKind.ALERT, "a")
    assert gone is not None
    assert (gone.deployment, gone.kind, gone.record, len(gone.key_id)) == ("market", "alert", "a", 32)
    assert site.vault.destroy_record("market", RecordKind.ALERT, "a") is None
    for again in (
        lambda: site.vault.open_alert("market", "a", envelope),
        lambda: site.vault.seal("market", RecordKind.ALERT, "a", b"x"),
    ):
        with pytest.raises(KeyMissing) as refused:
            again()
        assert refused.value.code == "key_destroyed"


def test_destroying_the_list_leaves_the_alerts_and_the_other_deployment(site: Site) -> None:
    site.vault.create_deployment("station")
    kept = site.vault.seal("market", RecordKind.ALERT, "a", b"alert")
    other = site.vault.seal("station", RecordKind.ALERT, "b", b"other")
    site.vault.seal("market", RecordKind.WATCHLIST_PICTURE, "p", b"picture")
    gone = site.vault.destroy_deployment("market", "watchlist")
    assert sorted((key.kind, key.record) for key in gone) == [
        ("watchlist", ""),
        ("watchlist_picture", "p"),
        ("watchlist_template", "one"),
    ]
    assert len({key.key_id for key in gone}) == 3
    assert site.vault.destroy_deployment("market", "watchlist") == ()
    assert site.vault.open_alert("market", "a", kept) == b"alert"
    assert site.vault.open_alert("station", "b", other) == b"other"
    with pytest.raises(KeyMissing):
        site.vault.seal("market", RecordKind.WATCHLIST_PICTURE, "q", b"x")


def test_the_salt_dies_with_the_alerts_key(site: Site) -> None:
    site.vault.create_deployment("station")
    salt = site.vault.salt("market")
    assert salt == site.vault.salt("market") != site.vault.salt("station")
    assert len(salt) == 32
    site.vault.destroy_deployment("market", "alerts")
    with pytest.raises(KeyMissing):
        site.vault.salt("market")


def test_a_commitment_needs_both_salt_and_value() -> None:
    first = vault_room.commit(b"s" * 32, b"reason")
    assert first == vault_room.commit(b"s" * 32, b"reason")
    assert first not in {vault_room.commit(b"t" * 32, b"reason"), vault_room.commit(b"s" * 32, b"reasons")}
    assert first != hashlib.sha256(b"reason").hexdigest()
    assert len(bytes.fromhex(first)) == 32


def test_living_keys_are_listed_for_the_search_of_orphans(site: Site) -> None:
    for record in "abc":
        site.vault.seal("market", RecordKind.ALERT, record, b"x")
    site.vault.destroy_record("market", RecordKind.ALERT, "b")
    assert site.vault.keys_of("market", RecordKind.ALERT) == {"a", "c"}
    assert site.vault.keys_of("market", RecordKind.CONSENT) == set()
    assert [site.vault.has_key("market", RecordKind.ALERT, record) for record in "abcd"] == [True, False, True, False]
    assert site.vault.deployments() == {"market"}
    for family in ("watchlist", "alerts"):
        assert site.vault.deployments() == {"market"}
        site.vault.destroy_deployment("market", family)  # type: ignore[arg-type]
    assert site.vault.deployments() == set()


def test_a_deployments_keys_are_made_once(site: Site) -> None:
    site.vault.destroy_deployment("market", "alerts")
    with pytest.raises(VaultError) as refused:
        site.vault.create_deployment("market")
    assert refused.value.code == "deployment_exists"


@pytest.mark.parametrize("use", [
    lambda site: site.vault.seal("nowhere", RecordKind.ALERT, "a", b"x"),
    lambda site: site.vault.open_alert("nowhere", "a", site.envelope),
    lambda site: site.vault.salt("nowhere"),
    lambda site: site.vault.begin_enrolment("nowhere"),
    lambda site: site.vault.open_alert("market", "never-sealed", site.envelope),
])  # fmt: skip
def test_what_was_never_made_is_missing(site: Site, use: Callable[[Site], object]) -> None:
    with pytest.raises(KeyMissing):
        use(site)


# The folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_in_the_keys_folder_is_private(site: Site) -> None:
    folder = site.home / "keys"
    assert mode(folder) == 0o700
    names = {path.name: mode(path) for path in folder.iterdir()}
    assert {"site.key", "keys.sqlite3", "releases.sqlite3"} <= set(names)
    assert set(names.values()) == {0o600}


def test_a_vault_is_made_once(site: Site) -> None:
    before = (site.home / "keys" / "site.key").read_bytes()
    with pytest.raises(VaultError) as refused:
        vault_room.create(site.home)
    assert refused.value.code == "vault_exists"
    assert (site.home / "keys" / "site.key").read_bytes() == before


def test_an_interrupted_creation_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "site.key.new").write_bytes(b"half")
    (folder / "keys.sqlite3.new").write_bytes(b"half a database")
    vault_room.create(tmp_path).create_deployment("market")
    assert vault_room.open_vault(tmp_path).deployments() == {"market"}
    assert not list(folder.glob("*.new*"))


def damage_key(home: Path) -> None:
    (home / "keys" / "site.key").write_bytes(b"short")


def replace_key(home: Path) -> None:
    (home / "keys" / "site.key").write_bytes(to_bytes(FileStore(), os.urandom(32)))


def damage_database(home: Path) -> None:
    (home / "keys" / "keys.sqlite3").write_bytes(b"not a database at all" * 100)


def link_folder(home: Path) -> None:
    (home / "keys").rename(home / "elsewhere")
    (home / "keys").symlink_to(home / "elsewhere")


def set_version(home: Path) -> None:
    connection = sqlite3.connect(home / "keys" / "keys.sqlite3")
    with connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'version'", (b"1",))
    connection.close()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda home: shutil.rmtree(home / "keys"), "keys_missing"),
        (lambda home: (home / "keys" / "site.key").unlink(), "site_key_missing"),
        (lambda home: (home / "keys" / "keys.sqlite3").unlink(), "keys_unreadable"),
        (lambda home: (home / "keys").chmod(0o755), "keys_exposed"),
        (lambda home: (home / "keys").chmod(0o710), "keys_exposed"),
        (lambda home: (home / "keys" / "site.key").chmod(0o604), "keys_exposed"),
        (lambda home: (home / "keys" / "releases.sqlite3").unlink(), "keys_unreadable"),
        (lambda home: (home / "keys" / "keys.sqlite3").chmod(0o640), "keys_exposed"),
        (lambda home: (home / "keys" / "releases.sqlite3").chmod(0o640), "keys_exposed"),
        (lambda home: (home / "keys" / "keys.sqlite3-journal").chmod(0o644), "keys_exposed"),
        (link_folder, "keys_exposed"),
        (damage_key, "site_key_broken"),
        (replace_key, "site_key_wrong"),
        (damage_database, "keys_broken"),
        (set_version, "keys_unknown_version"),
    ],
)
def test_an_unsound_keys_folder_is_refused(site: Site, damage: Callable[[Path], None], code: str) -> None:
    site.vault.close()
    damage(site.home)
    with pytest.raises(VaultError) as refused:
        vault_room.open_vault(site.home)
    assert refused.value.code == code


def test_rows_swapped_in_the_key_database_release_nothing(site: Site) -> None:
    """The alerts key put in the watchlist key's place would open it without a warrant: it does not unwrap."""
    site.vault.close()
    connection = sqlite3.connect(site.home / "keys" / "keys.sqlite3")
    with connection:
        (wrapped,) = connection.execute("SELECT wrapped FROM deployment_key WHERE family = 'watchlist'").fetchone()
        connection.execute("UPDATE deployment_key SET wrapped = ? WHERE family = 'alerts'", (wrapped,))
    connection.close()
    with pytest.raises(KeyMissing) as refused:
        site.vault.open_alert("market", "one", site.envelope)
    assert refused.value.code == "key_broken"


def test_threads_share_a_vault(site: Site) -> None:
    problems: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                record = f"{name}{number}"
                envelope = site.vault.seal("market", RecordKind.ALERT, record, record.encode())
                assert site.vault.open_alert("market", record, envelope) == record.encode()
            site.vault.close()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(site.vault.keys_of("market", RecordKind.ALERT)) == 40


def test_a_warrant_may_be_checked_from_any_thread(site: Site) -> None:
    site.put_in_force()
    problems: list[BaseException] = []
    with site.vault.warrant(site.claim()) as warrant:

        def check() -> None:
            try:
                for _ in range(50):
                    warrant.check()
            except BaseException as error:
                problems.append(error)

        threads = [threading.Thread(target=check) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
