"""The safety core: its four rooms, their modules, and the tests that must hold every line of them.

`python -m tests.attacks.safety_core [ROOM ...]` runs the tests of each room, prints how much of its lines and branches
they reach, and exits 1 while anything is left out.
"""

import argparse
import io
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Room:
    """Modules of the safety core, and the files or folders of tests that hold them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def _modules(*patterns: str) -> tuple[str, ...]:
    paths = {path for pattern in patterns for path in SOURCE.glob(f"overt/{pattern}.py")}
    names = {".".join(path.relative_to(SOURCE).with_suffix("").parts) for path in paths}
    return tuple(sorted(name.removesuffix(".__init__") for name in names))


def _tests(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names)


LAW = _modules("law/conditions/*", "law/permissions", "law/transitions", "law/acts", "law/listing", "law/duty")
ERASURE = _modules(*(f"actions/{name}" for name in ("_eras*", "_keyless", "erase_*", "finish_erasures")))
ERASURE += _modules("actions/_membership", "actions/*_about_list")
ROOMS = {
    "ledger": Room(
        _modules("ledger/*"),
        (
            "tests/unit/ledger",
            "tests/integration/ledger",
            *_tests("attacks", "ledger_tampering"),
            *_tests("properties", "ledger_merkle"),
            *_tests("integration/documents", "bundle"),
        ),
    ),
    "vault": Room(
        _modules("vault/*"),
        (
            "tests/unit/vault",
            *_tests("attacks", "vault_rotation", "vault_remnants", "vault_faults"),
            *_tests("properties", "vault_authority"),
        ),
    ),
    "law": Room(
        LAW,
        (
            *_tests("unit/law", "law_conditions", "law_every_condition", "law_decision", "law_documents", "law_duty"),
            *_tests("unit/law", "law_listing", "law_people", "law_persons", "law_tables"),
            *_tests("properties", "law_table"),
        ),
    ),
    "erasure": Room(
        ERASURE,
        (
            *_tests("integration/actions", "erasure", "erasure_edges", "membership", "holds", "documents"),
            *_tests("integration/actions", "backup", "erasure_faults"),
        ),
    ),
}


def path_of(module: str) -> Path:
    """Return the file of a module."""
    path = SOURCE / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@dataclass(frozen=True)
class Reached:
    """What the tests of a room reach: which of them each line, and how long each test takes.

    `importing` are the lines that run as a module is imported; `left_out` says what no test reaches, one line a module.
    """

    lines: dict[str, dict[int, list[str]]]
    importing: dict[str, set[int]]
    seconds: dict[str, float]
    failed: list[str]
    percent: float
    counted: int
    left_out: list[str]


@dataclass(eq=False)
class Tests:
    """One pytest session that has collected its tests and runs some of them when it is told to."""

    session: Any
    failed: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Remember what failed."""
        if report.failed:
            self.failed.append(report.nodeid)

    def run(self, names: list[str], *, before: Callable[[str], None] = lambda _: None) -> Iterator[str]:
        """Run these tests in this order, giving the name of each as it ends."""
        items = {item.nodeid: item for item in self.session.items}
        for name in names:
            before(name)
            following = _NothingButTheSession(self.session)
            items[name].config.hook.pytest_runtest_protocol(item=items[name], nextitem=following)
            yield name

    @property
    def names(self) -> list[str]:
        """Every test that was collected."""
        return [item.nodeid for item in self.session.items]


@dataclass(frozen=True)
class _NothingButTheSession:
    """Stands for the next test: every set-up but the session's is taken down, so that tests may run in any order."""

    session: Any

    def listchain(self) -> list[Any]:
        return [self.session]


def with_tests(paths: tuple[str, ...], then: Callable[[Tests], None]) -> None:
    """Collect tests in this process, make their database, and hand them over.

    Hypothesis does not look for the smallest example: that something failed is all that is asked.
    """
    import pytest

    class Collected:
        @pytest.hookimpl(tryfirst=True)
        def pytest_collection(self) -> None:
            from hypothesis import Phase, settings

            phases = (Phase.explicit, Phase.generate)
            settings.register_profile("noticing", settings.get_profile("quick"), phases=phases)
            settings.load_profile("noticing")

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtestloop(self, session: Any) -> bool:
            tests = Tests(session)
            session.config.pluginmanager.register(tests)
            _make_database(tests)
            then(tests)
            return True

    options = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:randomly"]
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        code = pytest.main([*options, *(str(ROOT / path) for path in paths)], plugins=[Collected()])
    if code != pytest.ExitCode.OK:
        raise SystemExit(f"{said.getvalue()}\nThe tests could not be run: pytest ended with {code!r}.")


def _make_database(tests: Tests) -> None:
    """Let one test that needs the database make it, for all that follow."""
    needing = [item.nodeid for item in tests.session.items if "django_db_setup" in item.fixturenames]
    list(tests.run(needing[:1]))
    if tests.failed:
        raise SystemExit(f"{tests.failed[0]} fails without any change")
    from django.db import connections

    connections.close_all()


def reached(tests: Tests, coverage: Any, room: Room) -> Reached:
    """Run every test in a child of this process that is watched, and give what each of them reached."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        child = os.fork()
        if child == 0:
            try:
                told.write_text(json.dumps(_watched(tests, coverage, room, folder)), "utf-8")
            except BaseException:
                told.write_text(traceback.format_exc(), "utf-8")
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        coverage.stop()
        if not told.read_text("utf-8").startswith("{"):
            raise RuntimeError(told.read_text("utf-8"))
        found = json.loads(told.read_text("utf-8"))
    lines = {module: {int(line): names for line, names in of.items()} for module, of in found["lines"].items()}
    importing = {module: {line for line, names in of.items() if "" in names} for module, of in lines.items()}
    rest = {name: found[name] for name in ("seconds", "failed", "percent", "counted", "left_out")}
    return Reached(lines, importing, **rest)


def _watched(tests: Tests, coverage: Any, room: Room, folder: str) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    started = time.monotonic()
    for name in tests.run(tests.names, before=coverage.switch_context):
        seconds[name], started = time.monotonic() - started, time.monotonic()
    coverage.stop()
    coverage.save()
    data = coverage.get_data()
    lines = {module: data.contexts_by_lineno(str(path_of(module))) for module in room.modules}
    said = coverage.json_report(outfile=f"{folder}/report.json")
    report = json.loads(Path(f"{folder}/report.json").read_text("utf-8"))
    totals = report["totals"]
    return {
        "lines": lines,
        "seconds": seconds,
        "failed": tests.failed,
        "percent": said,
        "counted": totals["num_statements"] + totals["num_branches"],
        "left_out": list(_left_out(report["files"])),
    }


def _left_out(files: dict[str, Any]) -> Iterator[str]:
    for name, of in sorted(files.items()):
        branches = [f"{start} to {'the end' if end < 0 else end}" for start, end in of["missing_branches"]]
        if of["missing_lines"] or branches:
            lines = ", ".join(map(str, of["missing_lines"])) or "none"
            yield f"{name}: lines {lines}; branches {', '.join(branches) or 'none'}"


def watching(room: Room, folder: Path) -> Any:
    """Begin to watch the modules of a room, before any of them is imported."""
    from coverage import Coverage

    watched = [str(path_of(module)) for module in room.modules]
    coverage = Coverage(data_file=folder / "coverage", branch=True, include=watched, config_file=False)
    coverage.start()
    return coverage


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """Let every temporary file from here on lie in one folder: processes that are cut short leave theirs behind."""
    with tempfile.TemporaryDirectory(prefix="overt-safety-core-") as folder:
        Path(folder).chmod(0o711)  # some tests run as root and become somebody else on the way
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        yield Path(folder)


def measure(room: Room) -> Reached:
    """Say what the tests of a room reach."""
    found: list[Reached] = []
    with folder_for_all() as folder:
        coverage = watching(room, folder)
        with_tests(room.tests, lambda tests: found.append(reached(tests, coverage, room)))
    return found[0]


def main() -> int:
    """Print the figure of each room."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"one of {', '.join(ROOMS)}; all without any")
    rooms = parser.parse_args().rooms or list(ROOMS)
    kept: Counter[str] = Counter()
    for name in rooms:
        child = os.fork()  # each room is imported anew, or its first lines would have run before they are watched
        if child == 0:
            found = measure(ROOMS[name])
            for line in (*(f"failed: {test}" for test in found.failed), *found.left_out):
                print(line)
            modules, tests = len(ROOMS[name].modules), len(found.seconds)
            of = f"{found.counted} lines and branches of {modules} modules, {tests} tests"
            print(f"{name}: {found.percent:.2f} % of {of}", flush=True)
            os._exit(bool(found.failed or found.left_out))
        kept[name] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return int(any(kept.values()))


if __name__ == "__main__":
    sys.exit(main())
