"""While a site runs: an entry is under a checkpoint within ten seconds, and a writer that is killed leaves no trace."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from overt.cli import publishing
from overt.ledger import merkle
from overt.ledger.append import append
from overt.ledger.checkpoint import sign_checkpoint
from overt.ledger.read import entries_after
from overt.ledger.tree import read_head
from overt.ledger.verify import verify_ledger

pytestmark = pytest.mark.django_db(transaction=True)


def grow() -> None:
    with transaction.atomic():
        append("deployment.expired", actor="software", deployment="d" * 32)


def wait_for(path: Path, size: int) -> None:
    until = time.monotonic() + 10
    while not path.exists() or path.read_text().split("\n")[1] != str(size):
        assert time.monotonic() < until, "the entry is under no checkpoint after ten seconds"
        time.sleep(0.01)


def test_an_entry_is_under_a_checkpoint_within_ten_seconds(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert publishing.PUBLISH_SECONDS + publishing.ANSWER_SECONDS < 10
    monkeypatch.setattr(publishing, "PUBLISH_SECONDS", 0.02)
    with publishing.publisher(home):
        for size in (1, 2):
            grow()
            wait_for(home / "ledger/checkpoint", size)


def test_a_ledger_that_cannot_be_signed_is_said_once_and_stops_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(publishing.log, "critical", lambda trouble, **_: said.append(trouble), raising=False)
    monkeypatch.setattr(publishing, "PUBLISH_SECONDS", 0.02)
    grow()
    sign_checkpoint(home / "keys", home / "ledger")
    kept = (home / "ledger/ledger.vkey").read_bytes()
    (home / "keys/ledger.key").rename(home / "keys/away")
    with publishing.publisher(home):
        grow()
        until = time.monotonic() + 10
        while not said and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)
        (home / "keys/away").rename(home / "keys/ledger.key")
        wait_for(home / "ledger/checkpoint", 2)
    assert said == ["ledger.not_published"]
    assert (home / "ledger/ledger.vkey").read_bytes() == kept


KILLED = """
import django
django.setup()
from django.db import transaction
from overt.ledger.append import append
print("ready", flush=True)
while True:
    with transaction.atomic():
        append("deployment.expired", actor="software", deployment="d" * 32)
        append("deployment.expired", actor="software", deployment="e" * 32)
"""


def test_a_writer_killed_at_any_moment_never_forks_gaps_or_reorders(home: Path) -> None:
    environment = os.environ | {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    for pause in (0.0, 0.15):
        writer = subprocess.Popen([sys.executable, "-c", KILLED], env=environment, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        connection.close()
        grow()
        sign_checkpoint(home / "keys", home / "ledger")
    entries, head = entries_after(-1, 100_000), read_head()
    assert [entry.index for entry in entries] == list(range(len(entries)))
    assert head is not None
    assert head.root() == merkle.root(entry.leaf_hash for entry in entries)
    assert verify_ledger(home).problems == ()
