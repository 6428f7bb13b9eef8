"""`overt backup` and `overt keys` from end to end: what was erased stays erased, whatever is brought back."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.integration.cli.command import Ran, overt

ALERT = """
import django; django.setup()
from overt.records.models import Person
from tests import make
who = make.People(Person.objects.get(login="admin"))
print(make.alert(make.camera_run(make.live(who))).pk)
"""
ERASE = """
import django, sys; django.setup()
from overt.actions.erase_alert import erase_alert
from overt.actions.system import SOFTWARE
erase_alert(SOFTWARE, sys.argv[1])
"""
TRY = """
import django, json, sys; django.setup()
from overt.actions import site
from overt.records import media
from overt.records.models import Alert, ErasureIntent
from overt.vault import RecordKind, VaultError
alert, deployment, envelope = sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3])
try:
    site.vault().open_alert(deployment, alert, envelope)
    opened = True
except VaultError:
    opened = False
grounds = list(ErasureIntent.objects.filter(record=alert).values_list("ground", flat=True))
print(json.dumps({"opened": opened, "rows": Alert.objects.count(), "grounds": grounds,
                  "files": len(media.records(site.home(), "alert"))}))
"""


def run(script: str, home: Path, *arguments: str) -> str:
    told = {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def well(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out


def test_back_up_erase_restore_and_try(new_site: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    alert = run(ALERT, new_site)
    (sealed,) = (new_site / "media" / "alert").rglob(f"{alert}*")
    envelope, deployment = sealed.read_bytes(), run(DEPLOYMENT, new_site)
    assert "It holds no key" in well(overt("backup", "make", archive, home=new_site))
    run(ERASE, new_site, alert)
    assert "rests in: file" in well(overt("keys", "show", home=new_site))
    well(overt("keys", "rotate", home=new_site))
    for name in ("overt.sqlite3", "overt.sqlite3-wal", "overt.sqlite3-shm"):
        (new_site / name).unlink(missing_ok=True)
    shutil.rmtree(new_site / "media")
    assert "erased again because their keys are gone: 1." in well(overt("backup", "restore", archive, home=new_site))
    told = json.loads(run(TRY, new_site, alert, deployment, envelope.hex()))
    assert told == {"opened": False, "rows": 0, "grounds": ["key_destroyed"], "files": 0}
    assert json.loads(well(overt("ledger", "verify", "--json", home=new_site)))["ok"]


DEPLOYMENT = """
import django; django.setup()
from overt.records.models import Deployment
print(Deployment.objects.get().pk)
"""
