import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from overt.vision import passages as passages_module
from overt.vision.errors import VisionError
from overt.vision.passages import Due, EndedPassage, Passages, PassageSettings, PassageStep
from overt.vision.tracker import EndReason, Tracker
from overt.vision.values import Faces, Pixels
from overt.vision.zone import Zone
from tests.unit.vision.scenes import ExactEngine, faces_at, frame_at, textured

SCENE = textured()
LEFT_HALF = Zone(((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))


class Camera:
    """A tracker and passages fed frame by frame at 25 a second, comparing at once unless told not to."""

    def __init__(self, zone: Zone | None = None, settings: PassageSettings | None = None, compare: bool = True) -> None:
        self.tracker = Tracker()
        self.passages = Passages(ExactEngine(), zone or Zone(), settings or PassageSettings())
        self.compare = compare
        self.at = 0.0
        self.index = 0
        self.due: list[Due] = []
        self.ended: list[EndedPassage] = []

    def show(self, faces: Faces, pixels: Pixels = SCENE, seconds: float = 0.04) -> PassageStep:
        self.at += seconds
        self.index += 1
        size = (pixels.shape[1], pixels.shape[0])
        tracked = self.tracker.update(faces, self.index, self.at, size)
        return self.take(self.passages.feed(frame_at(self.at, pixels, self.index), tracked))

    def take(self, step: PassageStep) -> PassageStep:
        self.due += step.due
        self.ended += step.ended
        for due in step.due if self.compare else ():
            self.passages.compared(due)
        return step

    def stand(self, seconds: float, **how: float) -> None:
        for _ in range(round(seconds * 25)):
            self.show(faces_at((200, 200), **how))

    def leave(self, seconds: float = 3.2) -> None:
        for _ in range(round(seconds * 25)):
            self.show(faces_at())


def test_the_first_shot_is_due_in_the_very_frame_that_is_good_enough() -> None:
    camera = Camera()
    camera.stand(0.4, nose_aside=1.0)
    assert camera.due == []
    step = camera.show(faces_at((200, 200)))
    assert [due.number for due in step.due] == [1]
    assert step.due[0].shot.frame_index == camera.index


def test_a_passage_gives_at_most_three_shots_however_long_and_good_it_becomes() -> None:
    camera = Camera()
    for size in np.linspace(60, 200, 400):
        camera.show(faces_at((200, 200), size=float(size)))
    camera.leave()
    assert [due.number for due in camera.due] == [1, 2, 3]
    assert camera.ended[0].templates_asked == 3


def test_later_shots_are_better_than_the_ones_before() -> None:
    camera = Camera()
    for size in np.linspace(60, 200, 200):
        camera.show(faces_at((200, 200), size=float(size)))
    distances = [due.shot.quality.eye_distance_px for due in camera.due]
    assert len(distances) == 3
    assert all(later > 1.15 * earlier for earlier, later in pairwise(distances))


def test_somebody_who_never_gets_better_is_templated_once() -> None:
    camera = Camera()
    camera.stand(5.0)
    assert len(camera.due) == 1


def test_a_better_shot_waiting_when_the_passage_ends_is_still_due() -> None:
    camera = Camera()
    camera.stand(0.2, size=70)
    camera.stand(0.2, size=110)
    assert len(camera.due) == 1
    camera.leave()
    assert [due.number for due in camera.due] == [1, 2]


def test_a_shot_shows_the_chip_and_a_view_of_the_frame_it_came_from() -> None:
    camera = Camera(compare=False)
    camera.stand(0.1)
    (due,) = camera.due
    assert due.shot.chip.shape == (150, 150, 3)
    assert due.shot.chip.any()
    assert due.shot.view.any()
    assert due.shot.quality.accepted
    assert due.shot.box.tolist() == [160, 160, 240, 240]


@pytest.mark.clause("M-42")
def test_a_compared_shot_is_wiped_at_once() -> None:
    camera = Camera(compare=False)
    camera.stand(0.1)
    (due,) = camera.due
    camera.passages.compared(due)
    assert not due.shot.chip.any()
    assert not due.shot.view.any()
    assert camera.passages.shots_held == 0
    assert camera.passages.blank


@pytest.mark.clause("M-42")
def test_a_shot_nobody_compared_is_wiped_two_seconds_after_its_passage() -> None:
    camera = Camera(compare=False)
    camera.stand(0.4)
    last_seen = camera.at
    while camera.at <= last_seen + 1.9:
        camera.show(faces_at())
    assert camera.passages.shots_held == 1
    camera.passages.wipe_overdue(last_seen + 2.01)
    assert camera.passages.shots_held == 0
    assert not camera.due[0].shot.chip.any()
    assert camera.passages.counts.shots_given_up == 1


@pytest.mark.clause("M-42")
def test_no_shot_outlives_thirty_seconds_even_of_somebody_who_stays() -> None:
    camera = Camera(compare=False)
    camera.stand(29.9)
    assert camera.passages.shots_held == 1
    camera.stand(0.4)
    assert camera.passages.shots_held == 0
    assert camera.passages.blank


def test_a_shot_compared_after_it_was_wiped_is_not_counted_as_compared() -> None:
    camera = Camera(compare=False)
    camera.stand(0.4)
    camera.passages.wipe_overdue(camera.at + 60)
    camera.passages.compared(camera.due[0])
    assert camera.passages.counts.shots_compared == 0
    assert camera.passages.counts.recognition_opportunities == 0


def test_a_halt_wipes_everything_at_once() -> None:
    camera = Camera(compare=False)
    for _ in range(4):
        camera.show(faces_at((150, 200), (400, 200), (150, 380)))
    assert camera.passages.shots_held == 3
    camera.passages.forget_all()
    assert camera.passages.shots_held == 0
    assert camera.passages.blank
    assert not any(due.shot.chip.any() for due in camera.due)


def test_settings_that_would_keep_more_or_longer_are_refused() -> None:
    for keeps_more in ({"templates_a_passage": 4}, {"after_passage_seconds": 2.1}, {"shot_seconds": 31.0}):
        with pytest.raises(VisionError):
            PassageSettings(**keeps_more)  # type: ignore[arg-type]


@pytest.mark.clause("M-38")
def test_outside_the_zone_nobody_is_looked_at() -> None:
    camera = Camera(LEFT_HALF)
    for _ in range(50):
        camera.show(faces_at((500, 200)))
    assert camera.passages.counts.passages == 0
    assert camera.passages.counts.refusals == {}
    assert camera.due == []


def test_who_walks_out_of_the_zone_ends_the_passage_while_still_in_view() -> None:
    camera = Camera(LEFT_HALF)
    for x in np.linspace(100, 600, 100):
        camera.show(faces_at((float(x), 200)))
    assert [(one.reason, one.passage) for one in camera.ended] == [(EndReason.LEFT_ZONE, 1)]
    assert camera.passages.counts.passages == 1


def test_who_only_brushes_the_edge_of_the_zone_makes_one_passage() -> None:
    camera = Camera(LEFT_HALF)
    for step in range(150):
        camera.show(faces_at((320 + (15 if step // 10 % 2 else -15), 200)))
    assert camera.passages.counts.passages == 1
    assert camera.ended == []


def test_the_reason_the_tracker_gives_is_the_reason_the_passage_ended() -> None:
    camera = Camera()
    camera.stand(0.4)
    camera.leave()
    assert [one.reason for one in camera.ended] == [EndReason.LOST]
    assert camera.ended[0].looks == 9


def test_refused_looks_are_counted_by_reason() -> None:
    camera = Camera()
    camera.stand(0.44, size=40)
    camera.leave()
    assert camera.passages.counts.refusals == {"too_small": 10}
    assert camera.passages.counts.recognition_opportunities == 0
    assert camera.passages.counts.passages == 1


def test_a_dark_frame_is_refused_after_a_look_at_its_pixels() -> None:
    camera = Camera()
    for _ in range(5):
        camera.show(faces_at((200, 200)), (SCENE * 0.05).astype(np.uint8))
    assert camera.passages.counts.refusals["too_dark"] == 4
    assert camera.passages.blank


def test_a_face_cut_off_by_the_edge_is_refused() -> None:
    camera = Camera()
    for _ in range(4):
        camera.show(faces_at((25, 200)))
    assert camera.passages.counts.refusals == {"cut_off": 3}


def test_more_faces_than_buffers_costs_looks_and_never_memory() -> None:
    camera = Camera(settings=PassageSettings(buffers=2), compare=False)
    for _ in range(3):
        camera.show(faces_at((100, 100), (300, 100), (500, 100), (100, 350)))
    assert camera.passages.shots_held == 2
    assert camera.passages.counts.refusals["no_buffer"] > 0


def test_a_recognition_opportunity_is_a_passage_counted_once() -> None:
    camera = Camera()
    for size in np.linspace(60, 200, 200):
        camera.show(faces_at((200, 200), size=float(size)))
    counts = camera.passages.counts
    assert (counts.passages, counts.shots_compared, counts.recognition_opportunities) == (1, 3, 1)


def test_the_end_of_the_run_ends_every_passage_and_leaves_nothing() -> None:
    camera = Camera()
    camera.stand(0.2, size=70)
    camera.stand(0.2, size=110)
    camera.take(camera.passages.finish(camera.at))
    assert [one.reason for one in camera.ended] == [EndReason.STOPPED]
    assert [due.number for due in camera.due] == [1, 2]
    camera.passages.forget_all()
    assert camera.passages.shots_held == 0


def test_whether_a_shot_is_chosen_does_not_depend_on_whom_it_resembles() -> None:
    """The same walk past two watchlists: what a comparison found cannot be told to the passages at all."""
    assert list(inspect.signature(Passages.compared).parameters) == ["self", "due"]
    assert list(inspect.signature(Passages.feed).parameters) == ["self", "frame", "tracked"]
    names = set(_names_and_imports(Path(passages_module.__file__)))
    assert not names & {
        "Gallery",
        "Candidate",
        "match",
        "similarity",
        "threshold",
        "scores",
        "pair_scores",
        "templates",
    }


def _names_and_imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "").split(".")
