"""Changes the safety core one place at a time and sees whether its tests notice: a mutation score.

Each change (see `mutants`) is made in a process of its own, split off from one that has collected the tests, made
their database and seen which of them reach which line: only those that reach the changed statement run, the quickest
first, until one fails. What runs only as its module is imported is changed in a process that imports everything anew.

`python -m tests.attacks.mutation ROOM [--most N] [--seed S]` prints the score and every mutant that lived.
"""

import argparse
import importlib
import importlib.abc
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TextIO

from tests.attacks.mutants import Mutant, changed_code, mutants_of, put_in_place
from tests.attacks.safety_core import ROOMS, Reached, Room, Tests, folder_for_all, reached, watching, with_tests

LIBRARIES = ("cryptography.x509", "django.test", "django.db.models", "numpy", "pydantic", "pytest")
"""What a process that imports everything anew finds imported already."""

LONGEST_SECONDS = 240
PATIENCE = 10
"""How many times the usual time of its tests a changed room is given before it counts as hanging, which is noticed."""

NOTICED, LIVED, ANEW = 1, 0, 77


@dataclass(frozen=True)
class Score:
    """How many changes were tried, and those that lived."""

    tried: int
    lived: list[Mutant]


def score(room: Room, most: int, seed: int) -> Score:
    """Try at most so many mutants of a room, drawn by seed."""
    everything = [mutant for module in room.modules for mutant in mutants_of(module)]
    drawn = random.Random(seed).sample(everything, min(most, len(everything)))
    for library in LIBRARIES:
        importlib.import_module(library)
    with folder_for_all() as folder, os.fdopen(os.dup(2), "w") as said:
        told = folder / "told.json"
        _apart(lambda: told.write_text(json.dumps(_tried_in_place(room, drawn, said)), "utf-8"), said)
        found = json.loads(told.read_text("utf-8"))
        lived = [drawn[number] for number in found["lived"]]
        for number in found["anew"]:
            if _watched(lambda one=drawn[number]: _imported_anew(one, found["tests"]), LONGEST_SECONDS) == LIVED:
                lived.append(drawn[number])
            _say(said, drawn[number], drawn[number] in lived, "imported anew")
    return Score(len(drawn), lived)


def _apart(work: Callable[[], object], said: TextIO) -> None:
    """Run it in a process of its own, so that nothing it imports is imported here."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc(file=said)
        finally:
            said.flush()
            os._exit(code)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the tests of the room could not be run; see above")


def _tried_in_place(room: Room, drawn: Sequence[Mutant], said: TextIO) -> dict[str, list[int] | list[str]]:
    """Try what can be changed after import; give the numbers of those that lived and of those to be imported anew."""
    lived: list[int] = []
    anew: list[int] = []
    files: list[str] = []

    def try_all(tests: Tests) -> None:
        found = reached(tests, coverage, room)
        if found.failed:
            raise SystemExit(f"these fail without any change: {found.failed}")
        files.extend(_files_by_time(found))
        database = _Database()
        for number, mutant in enumerate(drawn):
            names = _noticing(found, mutant)
            if not mutant.in_function:
                anew.append(number)
                continue
            most = min(30 + PATIENCE * sum(found.seconds[name] for name in names), LONGEST_SECONDS)
            code = _watched(lambda one=mutant, of=names: _in_place(tests, one, of), most)
            database.put_back()
            shutil.rmtree(tests.session.config._tmp_path_factory.getbasetemp(), ignore_errors=True)
            if code == ANEW or (code == LIVED and set(mutant.lines) & found.importing[mutant.module]):
                anew.append(number)  # what an import works out with the unchanged code would hide the change
                continue
            if code == LIVED:
                lived.append(number)
            _say(said, mutant, code == LIVED, f"{len(names)} tests")

    with tempfile.TemporaryDirectory() as folder:
        coverage = watching(room, Path(folder))
        with_tests(room.tests, try_all)
    return {"lived": lived, "anew": anew, "tests": files}


def _noticing(found: Reached, mutant: Mutant) -> list[str]:
    names = {name for line in mutant.lines for name in found.lines[mutant.module].get(line, []) if name}
    return sorted(names, key=lambda name: found.seconds[name])


def _files_by_time(found: Reached) -> list[str]:
    taken: dict[str, float] = {}
    for name, seconds in found.seconds.items():
        file = name.partition("::")[0]
        taken[file] = taken.get(file, 0) + seconds
    return sorted(taken, key=lambda file: taken[file])


class _Database:
    """The tests' database as it was made, put back after each change."""

    def __init__(self) -> None:
        from django.db import connection

        self._path = Path(str(connection.settings_dict["NAME"]))
        self._as_made = self._path.read_bytes() if self._path.is_file() else None

    def put_back(self) -> None:
        if self._as_made is None:
            return
        for ending in ("-wal", "-shm", "-journal"):
            Path(f"{self._path}{ending}").unlink(missing_ok=True)
        self._path.write_bytes(self._as_made)


def _watched(work: Callable[[], int], most: float) -> int:
    """Run it in a process of its own; a change that hangs or breaks the process is noticed."""
    child = os.fork()
    if child == 0:
        code = NOTICED
        try:
            os.setpgid(0, 0)
            code = work()
        finally:
            os._exit(code)
    deadline = time.monotonic() + most
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return NOTICED


def _in_place(tests: Tests, mutant: Mutant, names: Sequence[str]) -> int:
    if not put_in_place(mutant):
        return ANEW
    for _ in tests.run(list(names)):
        if tests.failed:
            return NOTICED
    return LIVED


def _imported_anew(mutant: Mutant, files: Sequence[str]) -> int:
    import pytest

    sys.meta_path.insert(0, _Finder(mutant))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(bool(pytest.main(["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *files])))


class _Loader(SourceFileLoader):
    def __init__(self, spec: ModuleSpec, mutant: Mutant) -> None:
        super().__init__(spec.name, str(spec.origin))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return changed_code(self._mutant)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._mutant.module:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = _Loader(spec, self._mutant)
        return spec


def _say(said: TextIO, mutant: Mutant, lived: bool, how: str) -> None:
    print(f"{'LIVED' if lived else 'noticed'}: {mutant.module} {mutant.words} ({how})", file=said, flush=True)


def main() -> int:
    """Print the score of one room."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = score(ROOMS[options.room], options.most, options.seed)
    for mutant in found.lived:
        print(f"lived: {mutant.module} {mutant.words}")
    noticed = found.tried - len(found.lived)
    print(f"{options.room}: {noticed} of {found.tried} noticed, {100 * noticed / found.tried:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
