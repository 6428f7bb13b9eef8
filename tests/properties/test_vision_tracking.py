"""Whatever a detector reports, tracks and passages keep their promises: every one ends once, and nothing is kept."""

import random
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from overt.vision.passages import Passages, PassageSettings
from overt.vision.tracker import EndReason, Tracker, TrackerSettings
from overt.vision.values import Faces
from overt.vision.zone import Zone
from tests.unit.vision.scenes import ExactEngine, faces_at, frame_at, textured

SCENE = textured(240, 320)
FEW = PassageSettings(buffers=3)


@st.composite
def sightings(draw: st.DrawFn) -> list[tuple[float, Faces]]:
    """Times that never run backwards, and up to four faces of any score each time."""
    scenes, at = [], 0.0
    for _ in range(draw(st.integers(1, 25))):
        at += draw(st.sampled_from([0.0, 0.04, 0.04, 0.1, 0.5, 3.0, 40.0]))
        places = draw(st.lists(st.tuples(st.integers(-30, 350), st.integers(-30, 270)), max_size=4))
        faces = faces_at(*[(float(x), float(y)) for x, y in places], size=draw(st.sampled_from([30.0, 70.0, 120.0])))
        scores = np.array([draw(st.sampled_from([0.45, 0.95])) for _ in places], np.float32)
        scenes.append((at, Faces(faces.boxes, scores, faces.landmarks, faces.layout)))
    return scenes


@given(sightings())
def test_every_track_ends_exactly_once_and_no_face_is_two_tracks(scenes: list[tuple[float, Faces]]) -> None:
    tracker = Tracker(TrackerSettings())
    ended: Counter[int] = Counter()
    active: set[int] = set()
    for index, (at, faces) in enumerate(scenes):
        tracked = tracker.update(faces, index, at, (320, 240))
        rows = [track.face for track in tracked.active]
        assert len(set(rows)) == len(rows)
        assert not {track.id for track in tracked.active} & set(ended)
        active |= {track.id for track in tracked.active}
        ended.update(end.id for end in tracked.ended)
        assert not any(end.id in active for end in tracked.ended if end.reason is EndReason.TOO_SHORT)
    ended.update(end.id for end in tracker.finish())
    assert active <= set(ended)
    assert set(ended.values()) <= {1}


@given(sightings(), st.randoms(use_true_random=False))
def test_nothing_of_a_passage_is_left_whatever_is_compared_and_when(
    scenes: list[tuple[float, Faces]],
    chance: random.Random,
) -> None:
    tracker, passages = Tracker(), Passages(ExactEngine(), Zone(), FEW)
    asked: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    waiting = []
    for index, (at, faces) in enumerate(scenes):
        step = passages.feed(frame_at(at, SCENE, index), tracker.update(faces, index, at, (320, 240)))
        waiting += step.due
        asked.update(due.passage for due in step.due)
        ended.update(end.passage for end in step.ended)
        while waiting and chance.random() < 0.6:
            passages.compared(waiting.pop(chance.randrange(len(waiting))))
        assert passages.shots_held <= FEW.buffers
        assert passages.blank
    passages.finish(scenes[-1][0])
    passages.forget_all()
    counts = passages.counts
    assert passages.shots_held == 0
    assert passages.blank
    assert max(asked.values(), default=0) <= 3
    assert set(ended.values()) <= {1}
    assert counts.recognition_opportunities <= counts.passages
    assert counts.shots_compared + counts.shots_given_up >= sum(asked.values())
