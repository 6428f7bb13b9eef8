"""Importing a watchlist of drawn stills: pictures a second against the engine alone, and memory as the list grows.

    .venv/bin/python bench/watchlist_import.py [--engine NAME] [--entries 20000] [--width 480]

Every still is another one: a drawn person in other light, cut and packing. The rate of the engine alone is decode +
detect + template on one thread, times the cores: what an import reaches at best. It is printed four times: on a hundred
of these stills and as `overt engines bench` measures it (by the clock, on noise of 512 x 640, the size at which these
stills are searched), each with one thread at it and with every core at it at once. The latter are the fair ones: an
import keeps every core at work, and cores that share caches are slower together. Starting the readers counts; on a
short list it weighs more. Processor time counts all processes, so the share by processor time holds on a busy machine.

There are few drawn people, so nearly every entry resembles ten others: more warnings are kept than of any real list.
"""

import argparse
import csv
import json
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from staging import scratch_site

SAMPLE_SECONDS = 2.0
BENCH_STAGES = ("decode picture 512x640", "detect 512x640", "template batch 1")


def write_list(folder: Path, entries: int, width: int) -> None:
    """Write a table and one still an entry."""
    from PIL import Image

    from overt.rehearsal.people import load_cast
    from overt.rehearsal.sheets import load_sheet
    from overt.rehearsal.stills import STILL_YAWS, draw_still

    cast = load_cast()
    drawn = [draw_still(load_sheet(person), yaw) for person in (*cast.listed, *cast.passers) for yaw in STILL_YAWS]
    chance = np.random.default_rng(1)
    with (folder / "watchlist.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("subject_reference", "category", "reason", "picture"))
        for number in range(entries):
            name = f"{number:06d}.jpg"
            table.writerow((f"Drawn {number}", "rehearsal_volunteer", "A benchmark with drawn people.", name))
            still = _varied(drawn[number % len(drawn)], width, chance)
            Image.fromarray(still).save(folder / name, "JPEG", quality=int(chance.integers(80, 95)))


def _varied(still: np.ndarray, width: int, chance: np.random.Generator) -> np.ndarray:
    """Return the still at this width in another light, with the noise of a sensor, cut a little differently."""
    import cv2

    left, top = (int(value) for value in chance.integers(0, 25, 2))
    cut = still[top:, left:]
    sized = cv2.resize(cut, (width, round(width * still.shape[0] / still.shape[1])), interpolation=cv2.INTER_AREA)
    noise = chance.normal(0, 2, (sized.shape[0] // 2, sized.shape[1] // 2, 1)).astype(np.float32)
    grain = cv2.resize(noise, (sized.shape[1], sized.shape[0]))[..., np.newaxis]
    return np.clip(sized * chance.uniform(0.85, 1.1) + grain, 0, 255).astype(np.uint8)


@dataclass
class Watched:
    """Hears the import's progress and samples resident memory, own and of all children, in megabytes."""

    own_mb: list[float] = field(default_factory=list)
    readers_mb: list[float] = field(default_factory=list)
    checked_at: list[tuple[float, int]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    pictures: int = 0

    def listed(self, entries: int) -> None:
        """Nothing to count."""

    def checked(self, pictures: int) -> None:
        """Count what is settled."""
        self.pictures += pictures

    def run(self) -> None:
        """Sample until told to stop."""
        while not self.done.wait(SAMPLE_SECONDS):
            self.own_mb.append(_resident_mb(os.getpid()))
            self.readers_mb.append(sum(_resident_mb(child) for child in _workers(os.getpid())))
            self.checked_at.append((time.monotonic(), self.pictures))


def _workers(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").iterdir():
        yield from (int(child) for child in (task / "children").read_text().split())


def _resident_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 2**20
    except OSError:
        return 0.0


def engine_alone(name: str, licences: list[str], stills: list[bytes]) -> dict[str, float]:
    """Return milliseconds a picture: on these stills, and as `overt engines bench` measures, by how many at once."""
    from overt.vision import engines
    from overt.vision.assess import assess_picture
    from overt.vision.engine_bench import bench_engine
    from overt.vision.pictures import read_picture

    engine = engines.load(name, accept_licences=licences)

    def once(data: bytes) -> float:
        began = time.thread_time()
        found = assess_picture(engine, read_picture(data))
        if found.chip is not None:
            engine.templates(found.chip[np.newaxis])
        return 1000 * (time.thread_time() - began)

    def benched() -> float:
        stages = {cost.stage: cost.median_ms for cost in bench_engine(engine)}
        return sum(stages[stage] for stage in BENCH_STAGES)

    once(stills[0])
    return {
        "these_stills": median(once(data) for data in stills),
        "these_stills_on_every_core": _on_every_core(lambda: median(once(data) for data in stills)),
        "engines_bench": benched(),
        "engines_bench_on_every_core": _on_every_core(benched),
    }


def _on_every_core(measured: Callable[[], float]) -> float:
    """Return the mean of what a process for each core measures, all at once."""
    from overt.enrol.pool import cores

    readers = []
    for _ in range(cores()):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.write(writing, str(measured()).encode())
            os._exit(0)
        os.close(writing)
        readers.append(reading)
    told = [float(os.read(reading, 64)) for reading in readers]
    for _ in told:
        os.wait()
    return sum(told) / len(told)


def plan_for(engine: str) -> Any:
    """Return the application of a drawn rehearsal with this engine."""
    from overt.actions import site
    from overt.actions.values import CameraPlan, DeploymentPlan
    from overt.cli.demonstration.site import CAMERA
    from overt.cli.engine_facts import engine_facts
    from overt.rehearsal.threshold import REHEARSAL_THRESHOLD

    begins = site.now()
    return DeploymentPlan(
        kind="rehearsal",
        source="drawn",
        title="Import",
        place="A benchmark",
        purpose="Measure an import.",
        use_case="rehearsal",
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        cameras=(CameraPlan(CAMERA),),
        engine=engine_facts(engine),
        threshold=REHEARSAL_THRESHOLD.get(engine, "0.6"),
        threshold_justification="Drawn people only.",
    )


def measure(folder: Path, engine: str, licences: list[str]) -> dict[str, Any]:
    """Import the list and return every figure."""
    from overt.actions import site
    from overt.actions.create_deployment import create_deployment
    from overt.cli.demonstration.cast import engage_cast
    from overt.enrol import service
    from overt.enrol.importing import ListImport
    from overt.enrol.lists import open_list
    from overt.enrol.pool import cores

    stills = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))[:100]]
    alone = engine_alone(engine, licences, stills)
    applicant = engage_cast()["applicant"]
    draft = create_deployment(applicant, plan_for(engine))
    watched = Watched()
    threading.Thread(target=watched.run, daemon=True).start()
    with open_list(folder) as files:
        began, used = time.monotonic(), _processor_seconds()
        work = ListImport(applicant, draft.id, files, resume=False)
        service.import_list(site.vault(), work, draft.id, watched)
        seconds = time.monotonic() - began
        processor = [after - before for before, after in zip(used, _processor_seconds(), strict=True)]
    watched.done.set()
    rate = watched.pictures / seconds
    return {
        "engine": engine,
        "cores": cores(),
        "entries": work.added,
        "problems": len(work.problems),
        "pictures_checked": watched.pictures,
        "mean_file_bytes": round(sum(map(len, stills)) / len(stills)),
        "seconds": round(seconds, 1),
        "pictures_per_second": round(rate, 2),
        "minutes_for_20000": round(20_000 / rate / 60, 1),
        "processor_ms_a_picture": round(1000 * sum(processor) / watched.pictures, 1),
        "of_which_own_and_readers": [round(1000 * part / watched.pictures, 1) for part in processor],
        "engine_alone_ms": {name: round(value, 2) for name, value in alone.items()},
        "share_of_engine_alone": {
            name: round(rate * value / 1000 / cores(), 3) for name, value in alone.items()
        },
        "share_by_processor_time": {
            name: round(value * watched.pictures / 1000 / sum(processor), 3) for name, value in alone.items()
        },
        "own_mb": _through(watched.own_mb),
        "readers_mb": _through(watched.readers_mb[:-1]),
    }  # fmt: skip


def _processor_seconds() -> list[float]:
    """Return processor seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return [one.ru_utime + one.ru_stime for one in used]


def _through(samples: list[float]) -> dict[str, float]:
    """Return the start's, the middle's, the end's and the highest of some samples."""
    if not samples:
        return {}
    first = min(len(samples) - 1, len(samples) // 10)
    chosen = {"start": samples[first], "middle": samples[len(samples) // 2], "end": samples[-1], "peak": max(samples)}
    return {name: round(value, 1) for name, value in chosen.items()}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--engine", default="yunet-dlib")
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--width", type=int, default=480)
    parser.add_argument("--accept-licence", action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="overt-list-") as name:
        folder = Path(name)
        write_list(folder, options.entries, options.width)
        os.environ["OVERT_ACCEPTED_LICENCES"] = json.dumps(options.accept_licence)
        with scratch_site(Path("drawn.mp4"), options.engine):
            print(json.dumps(measure(folder, options.engine, options.accept_licence), indent=2))


if __name__ == "__main__":
    main()
