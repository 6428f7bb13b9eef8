"""Resident memory of a camera process with a 20,000-picture list over 10,000 frames of drawn 1920x1080 video.

    .venv/bin/python bench/memory.py [--engine NAME] [--frames N]

The list's templates are random numbers, sealed as real ones are: nobody is on it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from staging import scratch_site

from overt.cli.bench import best_present_engine
from overt.cli.demonstration.clip import kept, zone_of
from overt.cli.demonstration.site import CAMERA
from overt.cli.speed import repeat
from overt.rehearsal.plans import demo_plan

ENTRIES, PICTURES_EACH = 1000, 20
SAMPLE_SECONDS = 5.0
MEGABYTE = 1024 * 1024


def full_list(cast: Mapping[str, Any], draft: Any, dimensions: int) -> None:
    """Put 20,000 pictures on the list, with random templates in the place of enrolment's."""
    from overt.actions import site
    from overt.actions.add_to_watchlist import add_to_watchlist
    from overt.actions.record_picture_check import record_picture_check
    from overt.actions.values import PictureCheck
    from overt.vault import RecordKind

    chance, vault = np.random.default_rng(1), site.vault()
    for number in range(ENTRIES):
        pictures = [f"{number} {turn}".encode() for turn in range(PICTURES_EACH)]
        entry = add_to_watchlist(
            cast["applicant"], draft.id, label=f"nobody {number}", category="nobody", reason="A benchmark.",
            pictures=pictures,
        )  # fmt: skip
        for picture in entry.pictures.all():
            template = chance.standard_normal(dimensions).astype("<f4").tobytes()
            sealed = vault.seal(draft.id, RecordKind.WATCHLIST_TEMPLATE, picture.id, template)
            record_picture_check(picture.id, PictureCheck(True, template_sealed=sealed))


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--engine", default="")
    parser.add_argument("--frames", type=int, default=10_000)
    options = parser.parse_args()
    engine = options.engine or best_present_engine()
    clip = kept(replace(demo_plan(), seconds=12, width=1920, height=1080))
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "long.mkv"
        frames = repeat(clip.video, options.frames, video)
        with scratch_site(video, engine):
            print(json.dumps(measure(clip, engine, frames), indent=2))


def measure(clip: Any, engine: str, frames: int) -> dict[str, Any]:
    """Run one camera process over the video and sample its memory."""
    from overt.actions.create_deployment import create_deployment
    from overt.actions.seal_watchlist import seal_watchlist
    from overt.actions.start import start
    from overt.actions.submit import submit
    from overt.cli.demonstration import preparation
    from overt.cli.demonstration.cast import engage_cast
    from overt.live.hygiene import ENVIRONMENT
    from overt.live.report import RunReport
    from overt.vision.passports import passport

    cast = engage_cast()
    draft = create_deployment(cast["applicant"], preparation.plan(zone_of(clip.truth), engine, 120, "Memory"))
    began = time.monotonic()
    full_list(cast, draft, passport(engine).template.dimensions)
    print(f"list made in {time.monotonic() - began:.0f} s", file=sys.stderr)
    seal_watchlist(cast["applicant"], draft.id)
    ready = preparation.authorise(cast, submit(cast["applicant"], draft.id))
    start(cast["silver"], ready.id)
    command = [sys.executable, "-m", "overt.live.camera", "--deployment", ready.id, "--camera", CAMERA]
    camera = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | ENVIRONMENT)
    samples = []
    while camera.poll() is None:
        samples.append(resident_bytes(camera.pid) / MEGABYTE)
        time.sleep(SAMPLE_SECONDS)
    out = camera.stdout.read() if camera.stdout else ""
    counters = RunReport.from_json(out.splitlines()[-1]).counters
    warm = samples[len(samples) // 4 :]
    return {
        "engine": engine,
        "pictures": ENTRIES * PICTURES_EACH,
        "frames_in_file": frames,
        "frames": counters.frames,
        "frames_skipped": counters.frames_skipped,
        "largest_mb": round(max(samples), 1),
        "after_a_quarter_mb": round(warm[0], 1),
        "at_the_end_mb": round(warm[-1], 1),
        "growth_mb_per_1000_frames": round(1000 * (warm[-1] - warm[0]) / max(1, 0.75 * frames), 3),
        "alerts": counters.alerts,
    }


if __name__ == "__main__":
    main()
