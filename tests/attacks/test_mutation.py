"""The tests of the safety core notice it when the core is changed: a mutation score, of changes drawn by the seed."""

import re
import subprocess
import sys

import pytest

from tests.attacks.mutation import ROOMS, ROOT, mutants_of

CHANGES = 30
"""Changes tried for each room in one long run: another seed tries others."""


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_nine_of_ten_changes_of_the_safety_core_are_noticed(room: str, campaign_seed: int) -> None:
    asked = ("--most", str(CHANGES), "--seed", str(campaign_seed))
    command = [sys.executable, "-m", "tests.attacks.mutation", room, *asked]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) of (\d+) noticed", said)
    assert found is not None
    assert int(found[1]) >= 0.9 * int(found[2]), said


def test_every_module_of_the_safety_core_has_changes_to_try() -> None:
    assert all(mutants_of(module) for module in ROOMS["ledger"].modules)
