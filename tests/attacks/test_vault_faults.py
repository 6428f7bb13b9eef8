"""Bad luck with the keys folder: a full or read-only disk, a lock that is held, many processes, a fork."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from overt.vault import RecordKind, VaultError, WarrantRefused, open_vault
from tests.unit.vault.sealed_site import LOADED, TEMPLATE, Site, make_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path / "site")


def run(script: str, *arguments: str) -> str:
    child = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert child.returncode == 0, child.stderr
    return child.stdout.strip()


def test_a_full_disk_seals_nothing_and_loses_nothing(site: Site) -> None:
    """SQLite's own page limit makes the database full, with the error a full disk gives."""
    connection = site.vault._files.keys._connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")
    sealed = {}
    with pytest.raises(VaultError) as refused:
        for number in range(500):
            sealed[str(number)] = site.vault.seal("market", RecordKind.ALERT, str(number), b"x")
    assert refused.value.code == "keys_disk_full"
    assert site.vault.keys_of("market", RecordKind.ALERT) == set(sealed)
    assert site.vault.destroy_record("market", RecordKind.ALERT, "0") is not None
    connection.execute("PRAGMA max_page_count=1000000")
    site.vault.seal("market", RecordKind.ALERT, "after", b"x")


WRITES_FAIL = """
import resource, sys
from pathlib import Path
from overt.vault import RecordKind, VaultError, open_vault
vault = open_vault(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
for act in (
    lambda: vault.seal("market", RecordKind.ALERT, "new", b"x"),
    lambda: vault.destroy_record("market", RecordKind.WATCHLIST_TEMPLATE, "one"),
    lambda: vault.destroy_deployment("market", "watchlist"),
    lambda: vault.create_deployment("station"),
):
    try:
        act()
    except VaultError as error:
        print(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert vault.has_key("market", RecordKind.WATCHLIST_TEMPLATE, "one")
vault.seal("market", RecordKind.ALERT, "new", b"x")
"""


def test_a_disk_that_refuses_writes_changes_nothing(site: Site) -> None:
    """The kernel refuses every write to a file, as a failing disk would."""
    assert set(run(WRITES_FAIL, str(site.home)).split()) <= {"keys_unwritable", "keys_disk_full", "keys_unusable"}
    assert site.vault.keys_of("market", RecordKind.ALERT) == {"new"}
    assert site.vault.deployments() == {"market"}


WITHOUT_PRIVILEGE = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: so that file modes count, for root too
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
"""
READ_ONLY = """
import sys
from pathlib import Path
from overt.vault import VaultError, open_vault
try:
    open_vault(Path(sys.argv[1]))
except VaultError as error:
    print(error.code)
"""


@pytest.mark.parametrize("journal", ["with a journal", "without a journal"])
def test_a_read_only_key_database_is_refused_at_the_door(site: Site, journal: str) -> None:
    """Where nothing can be destroyed, nothing may be opened."""
    site.vault.close()
    folder = site.home / "keys"
    if journal == "without a journal":
        for path in folder.glob("*-journal"):
            path.unlink()
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    try:
        assert run(WITHOUT_PRIVILEGE, READ_ONLY, str(site.home)) == "keys_read_only"
    finally:
        folder.chmod(0o700)


def test_an_unreadable_site_key_is_a_sentence(site: Site) -> None:
    site.vault.close()
    (site.home / "keys" / "site.key").chmod(0)
    assert run(WITHOUT_PRIVILEGE, READ_ONLY, str(site.home)) == "site_key_unreadable"


def test_a_key_database_that_cannot_be_read_in_time_stops_comparison(site: Site) -> None:
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        blocker = sqlite3.connect(site.home / "keys" / "releases.sqlite3", isolation_level=None)
        blocker.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WarrantRefused) as refused:
            warrant.check()
        blocker.execute("ROLLBACK")
        blocker.close()
        assert refused.value.code == "keys_unreadable"
        assert not any(warrant._key)


def test_a_key_database_that_is_damaged_stops_comparison(site: Site) -> None:
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        connection = sqlite3.connect(site.home / "keys" / "releases.sqlite3")
        with connection:
            connection.execute("DROP TABLE authority")
        connection.close()
        with pytest.raises(WarrantRefused) as refused:
            warrant.check()
    assert refused.value.code == "keys_unreadable"


HALT = """
import sys
from pathlib import Path
from overt.vault import open_vault
open_vault(Path(sys.argv[1])).suspend("market")
"""


def test_a_halt_by_another_process_is_seen_at_the_next_check(site: Site) -> None:
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        warrant.check()
        run(HALT, str(site.home))
        with pytest.raises(WarrantRefused) as refused:
            warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", site.envelope)
    assert refused.value.code == "halted"


SEALER = """
import sys
from pathlib import Path
from overt.vault import RecordKind, open_vault
vault = open_vault(Path(sys.argv[1]))
for number in range(40):
    record = sys.argv[2] + str(number)
    envelope = vault.seal("market", RecordKind.ALERT, record, record.encode())
    assert vault.open_alert("market", record, envelope) == record.encode()
    if number % 4 == 3:
        assert vault.destroy_record("market", RecordKind.ALERT, record) is not None
"""


def test_many_processes_share_the_keys_while_a_camera_keeps_its_warrant(site: Site) -> None:
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        sealers = [
            subprocess.Popen([sys.executable, "-c", SEALER, str(site.home), name], stderr=subprocess.PIPE, text=True)
            for name in "abc"
        ]
        while any(sealer.poll() is None for sealer in sealers):
            assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", site.envelope) == TEMPLATE
        assert [sealer.communicate()[1] for sealer in sealers] == ["", "", ""]
    assert len(site.vault.keys_of("market", RecordKind.ALERT)) == 3 * 30


def test_a_vault_is_not_carried_into_a_forked_process(site: Site) -> None:
    site.vault.deployments()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            site.vault.deployments()
            os.write(writer, b"used")
        except VaultError as error:
            os.write(writer, error.code.encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    assert os.read(reader, 100) == b"vault_forked"
    os.close(reader)
    assert site.vault.deployments() == {"market"}


def test_an_older_copy_of_the_key_database_does_not_outlive_the_hours(site: Site) -> None:
    """Restoring a copy undoes a halt (nothing on this machine could tell), but never the end of the hours."""
    site.put_in_force()
    site.vault.close()
    copy = (site.home / "keys" / "releases.sqlite3").read_bytes()
    site.vault.suspend("market")
    site.vault.close()
    (site.home / "keys" / "releases.sqlite3").write_bytes(copy)
    site.clock.advance(7200)
    vault = open_vault(site.home, site.clock)
    with pytest.raises(WarrantRefused) as refused:
        vault.warrant(site.authority.claim(camera="north", **LOADED))
    assert refused.value.code == "hours_over"


def test_no_key_bytes_stand_in_any_error(site: Site) -> None:
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        key = bytes(warrant._key)
    secrets = (key, key.hex().encode(), repr(key).encode())
    for use in (
        lambda: warrant.check(),
        lambda: site.vault.open_alert("market", "one", site.envelope),
        lambda: site.vault.seal("nowhere", RecordKind.ALERT, "a", b"x"),
    ):
        with pytest.raises(VaultError) as refused:
            use()
        assert not [secret for secret in secrets if secret in str(refused.value).encode()]
