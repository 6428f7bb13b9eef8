"""`overt doctor`: say what this machine cannot give, in sentences, before it matters in a van at dusk."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from overt.cli.settings import Settings, home_folder

OPEN_TO_OTHERS = 0o077


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `level` is `ok`, `note` (works, but know this) or `wrong` (does not hold)."""

    what: str
    level: str
    sentence: str


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """Check memory locking, core dumps, the enrolment sandbox, the clock, engines, the site; exit 1 if one is wrong."""
    findings = examine(home_folder())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(f"{finding.level:5} {finding.what}: {finding.sentence}")
    if any(finding.level == "wrong" for finding in findings):
        raise typer.Exit(1)


def examine(home: Path) -> list[Finding]:
    """Look at everything; a look that fails is a finding itself."""
    looks: tuple[Callable[[Path], list[Finding]], ...] = (
        _process_hygiene,
        _sandbox,
        _clock,
        _engines,
        _database_library,
        _site,
    )
    return [finding for look in looks for finding in _looked(look, home)]


def _looked(look: Callable[[Path], list[Finding]], home: Path) -> list[Finding]:
    try:
        return look(home)
    except Exception as error:  # whatever a look runs into is what a person must know
        name = look.__name__.strip("_").replace("_", " ")
        return [Finding(name, "wrong", f"It could not be examined: {type(error).__name__}: {error}")]


def _process_hygiene(_home: Path) -> list[Finding]:
    """Apply a camera process's hygiene in a child, since it cannot be taken back, and read what it could have."""
    code = "import json; from overt.live import hygiene; h = hygiene.apply(); print(json.dumps(list(h.sentences)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    sentences: list[str] = json.loads(done.stdout)
    found = [Finding("camera process", "note", sentence) for sentence in sentences]
    return found or [Finding("camera process", "ok", "Core dumps are off, memory is locked, nobody may look inside.")]


def _sandbox(_home: Path) -> list[Finding]:
    from overt.enrol.probes import sandbox_report

    report = sandbox_report()
    broken = [guard.sentence for guard in report.guards if not guard.held]
    if report.complete:
        return [Finding("picture reader", "ok", f"It is locked up by {report.mechanism}.")]
    return [Finding("picture reader", "wrong", f"This does not hold: {sentence}") for sentence in broken]


def _clock(_home: Path) -> list[Finding]:
    from overt.live.clock_offset import read_clock

    reading = read_clock()
    return [Finding("clock", "ok" if reading.synchronised else "note", reading.sentence)]


def _engines(_home: Path) -> list[Finding]:
    from overt.vision import engines

    found = []
    for name in engines.names():
        told = engines.check(name)
        sentence = " ".join(finding.sentence for finding in told) or "Its weights are here and right."
        found.append(Finding(f"engine {name}", "note" if told else "ok", sentence))
    return found


def _database_library(_home: Path) -> list[Finding]:
    version = sqlite3.sqlite_version
    return [Finding("SQLite", "ok", f"Version {version}.")]


def _site(home: Path) -> list[Finding]:
    keys = home / "keys"
    if not keys.is_dir():
        return [Finding("site", "note", f"There is no site in {home}; `overt init` makes one.")]
    Settings()
    found = []
    if keys.stat().st_mode & OPEN_TO_OTHERS:
        found.append(Finding("keys", "wrong", f"{keys} is open to other accounts: `chmod 700 {keys}`."))
    if not os.access(home, os.W_OK):
        found.append(Finding("site", "wrong", f"{home} cannot be written by this account; nothing can be recorded."))
    return found or [Finding("site", "ok", f"{home} is there, private and writable.")]
