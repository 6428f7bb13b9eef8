"""The tests of the safety core reach all of it, and notice it when it is changed, at places drawn by the seed."""

import re
import subprocess
import sys

import pytest

from tests.attacks.mutants import mutants_of
from tests.attacks.safety_core import ROOMS, ROOT

CHANGES = 60
"""Changes tried for each room in one long run: another seed tries others."""

WITHOUT_A_PLACE = {"overt.law.conditions", "overt.ledger", "overt.ledger.apps", "overt.vault", "overt.vault.schema"}
"""Modules with nothing but names, texts and imports."""


def said_by(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_every_line_and_branch_of_the_safety_core_is_reached(room: str) -> None:
    done = said_by("tests.attacks.safety_core", room)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_nine_of_ten_changes_of_the_safety_core_are_noticed(room: str, campaign_seed: int) -> None:
    done = said_by("tests.attacks.mutation", room, "--most", str(CHANGES), "--seed", str(campaign_seed))
    found = re.search(r"(\d+) of (\d+) noticed", done.stdout)
    assert found is not None, done.stdout + done.stderr
    assert int(found[1]) >= 0.9 * int(found[2]), done.stdout


def test_every_module_of_the_safety_core_has_changes_to_try() -> None:
    modules = {module for room in ROOMS.values() for module in room.modules}
    assert {module for module in modules if not mutants_of(module)} == WITHOUT_A_PLACE
