"""`overt people add` asks for the administrator's second factor once there is one."""

import os
import subprocess
import sys
from pathlib import Path

from tests.integration.cli.command import Ran, overt
from tests.integration.cli.test_commands import PASSWORD, make_site
from tests.second_factors import code

GIVE_AN_APP = """
import django; django.setup()
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from overt.records.models import Person
secret = generate_totp_secret()
TOTP.activate(Person.objects.get(login="admin"), secret)
print(secret)
"""


def give_an_app(home: Path) -> str:
    environment = os.environ | {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    done = subprocess.run([sys.executable, "-c", GIVE_AN_APP], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def add(home: Path, login: str, **given: str) -> Ran:
    words = {"OVERT_ADMIN_PASSWORD": PASSWORD, "OVERT_NEW_PASSWORD": "another long enough phrase", **given}
    return overt("people", "add", login, "--name", "Jo Doe", "--role", "silver", home=home, **words)


def test_a_code_is_asked_of_an_administrator_who_has_an_app(tmp_path: Path) -> None:
    home = tmp_path / "site"
    make_site(home)
    secret = give_an_app(home)
    wrong = add(home, "silver", OVERT_ADMIN_CODE="000000")
    assert (wrong.code, "code is wrong" in wrong.err) == (2, True)
    right = add(home, "silver", OVERT_ADMIN_CODE=code(secret))
    assert right.code == 0, right.err
    assert overt("people", "list", home=home).out.count("silver") == 2
