"""Milliseconds from asking for a halt until nothing is left to compare with, over many halts, the database busy.

    .venv/bin/python bench/halts.py [--halts 200] [--engine NAME]

One camera process shows a drawn clip in real time. Around each halt a thread appends to the ledger without rest, so
that the halt and the camera's own records have to wait for their turn; it rests while two people resume.
"""

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from staging import scratch_site

from overt.cli.bench import best_present_engine
from overt.cli.demonstration.clip import kept, zone_of
from overt.cli.speed import repeat
from overt.live import logs
from overt.rehearsal.plans import demo_plan

SECONDS_A_HALT = 3.0
"""How long the clip is for each halt: a slow machine takes a second or two to resume."""
BUSY_ENTRIES = 20
"""How many entries are written between the beginning of the comparison and the halt."""
PATIENCE_SECONDS = 60.0
REST_SECONDS = 0.001
"""SQLite gives its lock to whoever asks first: without a pause nobody else would ever write."""


@dataclass
class Writer:
    """Appends entries about nothing while it is let."""

    written: int = 0
    seconds: float = 0.0
    let: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Append until stopped."""
        from django.db import connection, transaction

        from overt.ledger.append import append

        while not self.stopped.wait(REST_SECONDS):
            if not self.let.wait(0.1):
                continue
            began = time.monotonic()
            with transaction.atomic():
                append("site.key_rotated", actor="software", store="file")
            self.written += 1
            self.seconds += time.monotonic() - began + REST_SECONDS
        connection.close()

    def be_busy(self) -> None:
        """Write on, and return once the database has much to do."""
        goal = self.written + BUSY_ENTRIES
        self.let.set()
        wait(lambda: self.written >= goal, "Nothing is written.")


def halt_and_resume(cast: Mapping[str, Any], deployment: Any, writer: Writer) -> datetime:
    """Halt a camera that compares, wait until it says that it stopped, resume; give when the halt was asked for."""
    from overt.actions import site
    from overt.actions.halt import halt
    from overt.actions.propose_resume import propose_resume
    from overt.actions.resume import resume
    from overt.ledger.read import size
    from overt.records.models import CameraRun

    running = CameraRun.objects.filter(deployment=deployment, state="running")
    wait(running.exclude(warrant="").exists, "The camera does not compare.")
    writer.be_busy()
    before, asked = size() - 1, site.now()
    halt(cast["silver"], deployment, reason="A measured halt.")
    wait(lambda: stopped_since(deployment.pk, before), "The camera did not stop.")
    writer.let.clear()
    propose_resume(cast["silver"], deployment, reason="The halt was measured.")
    resume(cast["gold"], deployment)
    return asked


def stopped_since(deployment: str, before: int) -> bool:
    """Say whether the camera has put on record that it compares no more."""
    from overt.ledger.read import entries_between, size

    return any(one.event == "camera.comparison_stopped" for one in entries_between(deployment, before, size()))


def wait(ready: Callable[[], bool], otherwise: str) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        if time.monotonic() > until:
            raise RuntimeError(otherwise)
        time.sleep(0.02)


def measure(engine: str, zone: Any, halts: int) -> dict[str, Any]:
    """Run the deployment, halt it that often, give the figures."""
    from overt.actions.close import close
    from overt.actions.start import start
    from overt.cli.demonstration import preparation
    from overt.cli.demonstration.cast import engage_cast
    from overt.live.report import RunReport
    from overt.live.supervisor import supervise

    cast = engage_cast()
    planned = preparation.plan(zone, engine, 10 + round(halts * SECONDS_A_HALT / 60), "Many halts")
    row = preparation.authorise(cast, preparation.apply_for(cast, planned))
    start(cast["silver"], row)
    reports: list[RunReport] = []
    stop, writer = threading.Event(), Writer()
    cameras = threading.Thread(target=supervise, args=(row.pk,), kwargs={"stop": stop, "reports": reports})
    busy = threading.Thread(target=writer.run)
    began = time.monotonic()
    cameras.start()
    busy.start()
    try:
        asked = [halt_and_resume(cast, row, writer) for _ in range(halts)]
        seconds = time.monotonic() - began
    finally:
        writer.stopped.set()
        busy.join()
        stop.set()
        cameras.join()
    close(cast["silver"], row, reason="The halts are measured.")
    stops = sorted(datetime.fromisoformat(one.at) for report in reports for one in report.stops)
    taken = [1000 * (next(at for at in stops if at >= moment) - moment).total_seconds() for moment in asked]
    spread = {f"p{part}": round(float(np.percentile(taken, part)), 1) for part in (50, 95, 99, 100)}
    counters = [report.counters for report in reports]
    return {
        "engine": engine,
        "halts": len(taken),
        "halt_ms": spread,
        "entries_written_meanwhile": writer.written,
        "entries_a_second": round(writer.written / writer.seconds, 1),
        "minutes": round(seconds / 60, 1),
        "camera_runs": len(reports),
        "templates_made": sum(one.templates_made for one in counters),
        "templates_overwritten": sum(one.templates_overwritten for one in counters),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--halts", type=int, default=200)
    parser.add_argument("--engine", default="")
    asked = parser.parse_args()
    logs.configure()
    engine = asked.engine or best_present_engine()
    clip = kept(demo_plan())
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "long.mkv"
        repeat(clip.video, round(asked.halts * SECONDS_A_HALT * clip.truth.frames_per_second) + 500, video)
        with scratch_site(video, engine):
            print(json.dumps(measure(engine, zone_of(clip.truth), asked.halts), indent=2))


if __name__ == "__main__":
    main()
