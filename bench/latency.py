"""Milliseconds from a frame to the committed alert: 1280x720, 25 frames/s, ten drawn faces in view all the time.

.venv/bin/python bench/latency.py [--engine NAME]
"""

import argparse
import json
from dataclasses import replace

from staging import scratch_site

from overt.cli.bench import best_present_engine
from overt.cli.demonstration.clip import kept, zone_of
from overt.rehearsal.crowd import CrowdPlan
from overt.rehearsal.people import Cast, load_cast
from overt.rehearsal.plans import demo_plan
from overt.rehearsal.walk import Gaze, Walker, Waypoint

TURNS, TURN_SECONDS = 8, 6.5
"""How many people follow each other in each place, and how long each stays."""

THRESHOLD = "0.55"
"""Lower than a rehearsal's, so that many alert, strangers among them: the time an alert takes is all that counts."""

ROWS = ((-0.6, -0.3, 0.0, 0.3, 0.6), (-1.0, -0.6, -0.2, 0.2, 0.6))
"""Metres from the middle of the street: the row in front, the row behind."""

PLACES = [(x, 5.2) for x in ROWS[0]] + [(x, 7.0) for x in ROWS[1]]


def ten_in_view() -> CrowdPlan:
    """Plan ten places that are never empty: one person after another faces the camera, somebody new twice in 1.3 s."""
    cast = load_cast()
    walkers = [_walker(cast, place, turn) for turn in range(TURNS) for place in range(len(PLACES))]
    return replace(demo_plan(), walkers=tuple(walkers), seconds=(TURNS + 1) * TURN_SECONDS + 6, width=1280, height=720)


def _walker(cast: Cast, place: int, turn: int) -> Walker:
    """Return who stands in a place in their turn: in every second place somebody on the list."""
    x, z = PLACES[place]
    listed = place % 2 == 0
    people = cast.listed if listed else cast.passers
    person = people[(turn * 5 + place // 2) % len(people)]
    came = turn * TURN_SECONDS + place * TURN_SECONDS / len(PLACES)
    path = (Waypoint(0, x, z), Waypoint(TURN_SECONDS - 0.2, x * 0.97, z - 0.9))
    return Walker(person, listed, came, path, 1.62 if z < 6 else 1.84, Gaze(0.0, 0.05), place / 10)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--engine", default="")
    engine = parser.parse_args().engine or best_present_engine()
    clip = kept(ten_in_view())
    with scratch_site(clip.video, engine):
        from overt.cli.demonstration import outcome, preparation, scripted
        from overt.cli.demonstration.cast import engage_cast

        cast = engage_cast()
        planned = preparation.plan(zone_of(clip.truth), engine, 30, "Latency with ten faces in view")
        applied = preparation.apply_for(cast, replace(planned, threshold=THRESHOLD))
        performance = scripted.perform(cast, preparation.authorise(cast, applied), clip)
        counters = performance.reports[-1].counters
        told = {
            "engine": engine,
            "frame": "1280x720",
            "frames_per_second": clip.truth.frames_per_second,
            "faces_seen_a_frame": round(counters.faces_detected / max(1, counters.frames), 2),
            "alerts": counters.alerts,
            "frames": counters.frames,
            "frames_skipped": counters.frames_skipped,
            "latency_ms": outcome.latencies(performance.reports),
            "halt_ms": outcome.halt_ms(performance),
        }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
