"""A destroyed key is nowhere in the keys folder, whatever happened before and during its destruction."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from overt.vault import KeyMissing, RecordKind, Vault, create, open_vault

PIECE = 12
"""Even this many bytes of a wrapped key in a row would be a find."""

DEPLOYMENT = "market"


def wrapped_keys(home: Path) -> dict[tuple[str, str], bytes]:
    """Every wrapped key by (deployment, record or family), read through a connection that is closed again."""
    connection = sqlite3.connect(home / "keys" / "keys.sqlite3")
    records = connection.execute("SELECT deployment, kind || record, wrapped FROM record_key").fetchall()
    families = connection.execute("SELECT deployment, family, wrapped FROM deployment_key").fetchall()
    connection.close()
    connection = sqlite3.connect(home / "keys" / "releases.sqlite3")
    releases = connection.execute("SELECT deployment, 'release' || n, wrapped FROM release").fetchall()
    connection.close()
    return {(deployment, name): wrapped for deployment, name, wrapped in (*records, *families, *releases)}


def found_in_files(home: Path, secrets: list[bytes]) -> list[str]:
    """Name each file under the keys folder that holds a piece of one of these secrets."""
    pieces = {secret[start : start + PIECE] for secret in secrets for start in range(len(secret) - PIECE + 1)}
    found = []
    for path in (home / "keys").iterdir():
        data = path.read_bytes()
        windows = {data[start : start + PIECE] for start in range(len(data))}
        if windows & pieces:
            found.append(path.name)
    return found


def test_the_search_finds_a_living_key(tmp_path: Path) -> None:
    vault = create(tmp_path)
    vault.create_deployment(DEPLOYMENT)
    vault.seal(DEPLOYMENT, RecordKind.ALERT, "a", b"x")
    secrets = list(wrapped_keys(tmp_path).values())
    vault.close()
    assert len(secrets) == 3
    for secret in secrets:
        assert "keys.sqlite3" in found_in_files(tmp_path, [secret])


def test_the_search_finds_what_the_journal_would_keep_without_wiping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = create(tmp_path)
    vault.create_deployment(DEPLOYMENT)
    vault.seal(DEPLOYMENT, RecordKind.ALERT, "a", b"x")
    secret = wrapped_keys(tmp_path)[DEPLOYMENT, "alerta"]
    monkeypatch.setattr(vault._files.keys, "wipe_journal", lambda: None)
    vault.destroy_record(DEPLOYMENT, RecordKind.ALERT, "a")
    vault.close()
    assert found_in_files(tmp_path, [secret]) == ["keys.sqlite3-journal"]
    open_vault(tmp_path).close()
    assert found_in_files(tmp_path, [secret]) == []


@pytest.mark.parametrize("turn", range(3))
def test_no_order_of_sealing_and_destroying_leaves_a_piece_of_a_destroyed_key(
    tmp_path: Path, campaign_seed: int, turn: int
) -> None:
    drawn = random.Random(campaign_seed + turn)
    vault = create(tmp_path)
    deployments = ["market", "station", "square"]
    for deployment in deployments:
        vault.create_deployment(deployment)
    ever: dict[tuple[str, str], bytes] = {}
    records: list[tuple[str, RecordKind, str]] = []
    for number in range(250):
        if records and drawn.random() < 0.35:
            vault.destroy_record(*records.pop(drawn.randrange(len(records))))
        elif drawn.random() < 0.02:
            which = drawn.choice(["watchlist", "alerts"])
            deployment = drawn.choice(deployments)
            vault.destroy_deployment(deployment, which)  # type: ignore[arg-type]
            records = [held for held in records if held[0] != deployment or held[1].family != which]
        else:
            record = (
                drawn.choice(deployments),
                drawn.choice(list(RecordKind)),
                "r" * drawn.randrange(60) + str(number),
            )
            records += [record] if _seals(vault, record) else []
        ever |= {name: key for name, key in wrapped_keys(tmp_path).items() if any(key)}
    living = {key for key in wrapped_keys(tmp_path).values() if any(key)}
    dead = [key for key in ever.values() if key not in living]
    vault.close()
    assert len(dead) > 40
    assert found_in_files(tmp_path, dead) == []


def _seals(vault: Vault, record: tuple[str, RecordKind, str]) -> bool:
    try:
        vault.seal(*record, b"x")
    except KeyMissing:
        return False
    return True


def test_no_piece_of_any_release_remains_once_the_list_is_destroyed(tmp_path: Path) -> None:
    from tests.unit.vault.sealed_site import make_site

    site = make_site(tmp_path / "site")
    secrets = []
    for _ in range(4):
        site.vault.suspend("market")
        site.put_in_force()
        secrets += [
            key for (_, name), key in wrapped_keys(site.home).items() if name.startswith("release") and any(key)
        ]
    assert len(set(secrets)) == 4
    site.vault.destroy_deployment("market", "watchlist")
    site.vault.close()
    assert found_in_files(site.home, secrets) == []


# kill -9

KILLED = """
import os, signal, sys
from pathlib import Path
from overt.vault import open_vault
home, moment = Path(sys.argv[1]), sys.argv[2]
vault = open_vault(home)
database = vault._files.keys
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if moment == "before the journal is wiped":
    database.wipe_journal = die
if moment == "while the journal is wiped":
    from overt.vault import database as module
    overwrite = module._overwrite
    module._overwrite = lambda journal: die() if journal.name.startswith("keys") else overwrite(journal)
if moment == "with half the pages written":
    # A tiny cache makes SQLite write changed pages, and so a hot journal, before the commit.
    database._connection().execute("PRAGMA cache_size=2")
    from overt.vault import keys
    keys.drop_dead_rows = die
vault.destroy_deployment("market", "watchlist")
"""
MOMENTS = ["before the journal is wiped", "while the journal is wiped", "with half the pages written"]


@pytest.fixture
def full_list(tmp_path: Path) -> tuple[Path, list[bytes], bytes]:
    vault = create(tmp_path)
    vault.create_deployment(DEPLOYMENT)
    with vault._files.keys.writing() as connection:
        from overt.vault import keys

        under = keys.deployment_key(connection, vault._root.under(connection), DEPLOYMENT, "watchlist")
        records = [f"{number:032d}" for number in range(1_500)]
        keys.make_record_keys(connection, under, DEPLOYMENT, RecordKind.WATCHLIST_TEMPLATE, records)
    alert = vault.seal(DEPLOYMENT, RecordKind.ALERT, "kept", b"kept")
    secrets = [key for (_, name), key in wrapped_keys(tmp_path).items() if name.startswith("watchlist")]
    vault.close()
    return tmp_path, secrets, alert


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_destruction_killed_at_its_worst_moments_is_finished_by_the_next_start(
    full_list: tuple[Path, list[bytes], bytes], moment: str
) -> None:
    home, secrets, alert = full_list
    child = subprocess.run([sys.executable, "-c", KILLED, str(home), moment], capture_output=True, timeout=60)
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert (home / "keys" / "keys.sqlite3-journal").read_bytes().strip(b"\0"), "old pages lay in the journal"
    vault = open_vault(home)
    living = len(vault.keys_of(DEPLOYMENT, RecordKind.WATCHLIST_TEMPLATE))
    assert living == (1_500 if moment == "with half the pages written" else 0)
    vault.destroy_deployment(DEPLOYMENT, "watchlist")
    assert vault.open_alert(DEPLOYMENT, "kept", alert) == b"kept"
    vault.close()
    assert found_in_files(home, secrets) == []


def test_a_camera_goes_on_after_another_process_died_with_half_its_pages_written(tmp_path: Path) -> None:
    from tests.unit.vault.sealed_site import TEMPLATE, make_site

    site = make_site(tmp_path / "site")
    site.put_in_force()
    site.vault.create_deployment("station")
    with site.vault.warrant(site.claim()) as warrant:
        child = subprocess.run([sys.executable, "-c", HALF_WRITTEN, str(site.home)], capture_output=True, timeout=60)
        assert child.returncode == -signal.SIGKILL, child.stderr.decode()
        warrant.check()
        assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", site.envelope) == TEMPLATE
    assert site.vault.keys_of("station", RecordKind.ALERT) == set()


HALF_WRITTEN = """
import os, signal, sys
from pathlib import Path
from overt.vault import keys, open_vault
from overt.vault.kinds import RecordKind
vault = open_vault(Path(sys.argv[1]))
with vault._files.keys.writing() as connection:
    connection.execute("PRAGMA cache_size=2")
    under = keys.deployment_key(connection, vault._root.under(connection), "station", "alerts")
    keys.make_record_keys(connection, under, "station", RecordKind.ALERT, [str(number) for number in range(2_000)])
    os.kill(os.getpid(), signal.SIGKILL)
"""

DESTROYER = """
import sys
from pathlib import Path
from overt.vault import RecordKind, open_vault
vault = open_vault(Path(sys.argv[1]))
print("ready", flush=True)
for record in sorted(vault.keys_of("market", RecordKind.ALERT)):
    vault.destroy_record("market", RecordKind.ALERT, record)
    print(record, flush=True)
"""


def kill_once(home: Path, drawn: random.Random) -> list[str]:
    """Start destroying every alert, kill it at a random moment, give the records it said were destroyed."""
    child = subprocess.Popen([sys.executable, "-c", DESTROYER, str(home)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(drawn.random() * 0.08)
    os.kill(child.pid, signal.SIGKILL)
    said = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    return said


def kill_rounds(tmp_path: Path, seed: int, rounds: int) -> None:
    drawn = random.Random(seed)
    vault = create(tmp_path)
    vault.create_deployment(DEPLOYMENT)
    for turn in range(rounds):
        names = [f"{turn}-{number}" for number in range(25)]
        envelopes = {name: vault.seal(DEPLOYMENT, RecordKind.ALERT, name, name.encode()) for name in names}
        secrets = {name: key for (_, name), key in wrapped_keys(tmp_path).items()}
        vault.close()
        said = set(kill_once(tmp_path, drawn))
        vault = open_vault(tmp_path)
        living = vault.keys_of(DEPLOYMENT, RecordKind.ALERT)
        assert not said & living, "what was reported destroyed is destroyed"
        for name in living:
            assert vault.open_alert(DEPLOYMENT, name, envelopes[name]) == name.encode()
        dead = [secrets["alert" + name] for name in names if name not in living]
        assert found_in_files(tmp_path, dead) == []
        for name in living:
            vault.destroy_record(DEPLOYMENT, RecordKind.ALERT, name)
    vault.close()


def test_a_destroyer_killed_at_random_moments_leaves_each_key_whole_or_gone(tmp_path: Path, campaign_seed: int) -> None:
    kill_rounds(tmp_path, campaign_seed, rounds=4)


@pytest.mark.long
def test_a_destroyer_killed_a_hundred_times_leaves_each_key_whole_or_gone(tmp_path: Path, campaign_seed: int) -> None:
    kill_rounds(tmp_path, campaign_seed, rounds=100)
