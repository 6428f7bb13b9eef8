"""`overt people add` asks for the administrator's second factor once there is one."""

import os
import subprocess
import sys
from pathlib import Path

from tests.integration.cli.command import PASSWORD, Ran, overt

GIVE_AN_APP = """
import django; django.setup()
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from overt.records.models import Person
admin = Person.objects.get(login="admin")
TOTP.activate(admin, generate_totp_secret())
print(RecoveryCodes.activate(admin).get_unused_codes()[0])
"""


def give_an_app(home: Path) -> str:
    environment = os.environ | {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    done = subprocess.run([sys.executable, "-c", GIVE_AN_APP], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def add(home: Path, login: str, **given: str) -> Ran:
    words = {"OVERT_ADMIN_PASSWORD": PASSWORD, "OVERT_NEW_PASSWORD": "another long enough phrase", **given}
    return overt("people", "add", login, "--name", "Jo Doe", "--role", "silver", home=home, **words)


def test_a_code_is_asked_of_an_administrator_who_has_an_app(new_site: Path) -> None:
    code = give_an_app(new_site)  # a recovery code: an app's may run out while a command starts
    wrong = add(new_site, "silver", OVERT_ADMIN_CODE="000000")
    assert (wrong.code, "code is wrong" in wrong.err) == (2, True)
    right = add(new_site, "silver", OVERT_ADMIN_CODE=code)
    assert right.code == 0, right.err
    again = add(new_site, "gold", OVERT_ADMIN_CODE=code)
    assert (again.code, "used already" in again.err) == (2, True)
    assert "gold" not in overt("people", "list", home=new_site).out
