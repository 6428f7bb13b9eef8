"""The evidence for the rehearsal threshold: what people of its own, disjoint from all others, reach against the list.

Drawings, not faces: nothing here says how an engine does on people, or on groups of them.
"""

from pathlib import Path

import numpy as np
import pytest

from overt.rehearsal.crowd import compose
from overt.rehearsal.people import load_cast
from overt.rehearsal.plans import CROWD_POSES, crowd_plan, demo_plan
from overt.rehearsal.sheets import draw_sheet, load_sheet
from overt.rehearsal.threshold import REHEARSAL_THRESHOLD
from overt.vision.engines import load
from tests.integration.rehearsal.watching import best_scores, enrol, watch, whose

CAST = load_cast()
MARGIN = 0.02


@pytest.mark.long
def test_the_threshold_lies_clear_of_calibration_people_and_of_frontal_subjects(tmp_path: Path) -> None:
    engine, threshold = load("dlib"), float(REHEARSAL_THRESHOLD["dlib"])
    gallery = enrol(engine, [load_sheet(person) for person in CAST.listed])

    sheets = {person.name: draw_sheet(person, CROWD_POSES) for person in CAST.calibration}
    plan = crowd_plan(CAST.calibration, 4 * len(sheets), seed=1, frames_per_second=10)
    crowd = compose(plan, tmp_path, "calibration", lambda person: sheets[person.name])
    strangers = watch(engine, crowd.video, crowd.truth)
    highest = np.sort([scores.max() for scores in best_scores(engine, strangers.looks, gallery).values()])

    clip = compose(demo_plan(), tmp_path, "demonstration")
    seen = watch(engine, clip.video, clip.truth, every=2)
    names = [person.name for person in CAST.listed]
    owners = {look.passage: whose(clip.truth, look) for look in seen.looks}
    mates: dict[str, float] = {}
    for passage, scores in best_scores(engine, seen.looks, gallery).items():
        owner = owners[passage]
        if owner is not None and owner.listed:
            mates[owner.id] = max(mates.get(owner.id, -1.0), float(scores[names.index(owner.person)]))

    print(f"calibration: {len(highest)} passages, highest scores with anybody listed {highest[-5:].round(3)}")
    print(f"frontal subjects of the demonstration: {mates}; threshold {threshold}")
    assert len(highest) >= 150
    assert highest[-1] <= threshold - MARGIN
    assert len(mates) == 4
    assert min(mates.values()) >= threshold + MARGIN
