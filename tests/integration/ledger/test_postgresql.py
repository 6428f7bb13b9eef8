"""The ledger on PostgreSQL: processes that write at once, one of them killed, never fork, gap or reorder it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgresql

SITE = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from overt import vault
from overt.ledger.checkpoint import create_signing_key
call_command("migrate", verbosity=0)
vault.create(settings.OVERT_HOME)
create_signing_key(settings.OVERT_HOME / "keys")
"""
WRITE = """
import django; django.setup()
import sys
from django.db import connection, transaction
from overt.ledger.append import append
print("begun", flush=True)
for number in range(int(sys.argv[1])):
    try:
        with transaction.atomic():
            append("alert.shown", actor="a" * 32, deployment=sys.argv[2] * 32, subject="e" * 32, role="operator")
            if number % 5 == 4:
                raise ValueError
    except ValueError:
        pass
"""
CHECK = """
import django; django.setup()
import json
from django.conf import settings
from overt.ledger.checkpoint import sign_checkpoint
from overt.ledger.read import entries_of
from overt.ledger.verify import verify_ledger
sign_checkpoint(settings.OVERT_HOME / "keys", settings.OVERT_HOME / "ledger")
found = verify_ledger(settings.OVERT_HOME)
told = {name: len(list(entries_of(name * 32))) for name in "123"}
print(json.dumps({"size": found.size, "problems": found.problems, "of": told}))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """A PostgreSQL server of this test's own, on a socket in its folder; gives the environment that leads to it."""
    folder = Path(tempfile.mkdtemp(prefix="overt-pg-"))
    data = folder / "data"
    owner: dict[str, str] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        owner = {"user": "postgres", "group": "postgres"}

    def run(*command: str | Path) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        subprocess.run([str(part) for part in command], check=True, **quiet, **owner)  # type: ignore[call-overload]

    run("initdb", "-D", data, "-U", "overt", "-A", "trust", "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses=", "start")
    try:
        run("createdb", "-h", folder, "-U", "overt", "overt")
        yield {"PGHOST": str(folder), "OVERT_DATABASE": "postgresql://overt@/overt"}
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_writers_at_once_and_one_killed_leave_one_whole_ledger(server: dict[str, str], tmp_path: Path) -> None:
    told = {"OVERT_HOME": str(tmp_path / "site"), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    environment = {**os.environ, **server, **told}

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, *arguments]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    assert start(SITE).communicate()[0] == ""
    writers = [start(WRITE, "40", "1"), start(WRITE, "40", "2"), start(WRITE, "100000", "3")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
    for writer in writers[:2]:
        writer.communicate()
        assert writer.returncode == 0
    writers[2].kill()
    writers[2].communicate()
    said = json.loads(start(CHECK).communicate()[0])
    assert said["problems"] == []
    assert (said["of"]["1"], said["of"]["2"]) == (32, 32)
    assert said["of"]["3"] > 0
    assert said["size"] == sum(said["of"].values())
