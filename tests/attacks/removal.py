"""Runs a control's tests with the control and without it: a proof is that they pass, and that each then fails."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from overt.law.register import Control, register

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^(PASSED|FAILED|ERROR) (tests/\S+?::\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What happened to the tests of one run, by test id without parameters."""

    passed: frozenset[str]
    failed: frozenset[str]
    errors: frozenset[str]
    output: str

    def all_pass(self, tests: Iterable[str]) -> bool:
        """Return whether each test passed and no case of it failed."""
        return set(tests) <= self.passed and not (self.failed | self.errors) & set(tests)

    def each_fails(self, tests: Iterable[str]) -> bool:
        """Return whether each test failed on its own account; a set-up that breaks proves nothing."""
        return set(tests) <= self.failed and not self.errors


def provable() -> list[Control]:
    """Return every control in the code, each of which needs a proof."""
    return [control for control in register().controls if control.enforcement]


def run(tests: Iterable[str], without: str = "") -> Outcome:
    """Run tests in a process of their own, without one control if it is named."""
    options = ["-p", "no:xdist", "-p", "tests.attacks.without", "-q", "-rA", "--tb=line", "--no-header"]
    environment = {**os.environ, "OVERT_WITHOUT": without, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "pytest", *options, *sorted(set(tests))]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    found: dict[str, set[str]] = {"PASSED": set(), "FAILED": set(), "ERROR": set()}
    for outcome, test in LINE.findall(done.stdout):
        found[outcome].add(test)
    return Outcome(
        frozenset(found["PASSED"]), frozenset(found["FAILED"]), frozenset(found["ERROR"]), done.stdout + done.stderr
    )
