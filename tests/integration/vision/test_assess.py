"""Enrolment pictures of drawn people, judged by the dlib engine."""

import numpy as np
import pytest

from overt.vision import engines
from overt.vision.assess import assess_picture
from overt.vision.engine import Engine
from tests.unit.vision.scenes import drawn_face, placed, street


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.load("dlib")


def test_one_clear_face_is_accepted_with_its_chip(engine: Engine) -> None:
    judged = assess_picture(engine, placed(street(400, 400), drawn_face(0), 80, 80))
    assert judged.accepted
    assert judged.reasons == judged.codes == ()
    assert judged.chip is not None
    assert judged.chip.shape == (150, 150, 3)
    assert judged.quality is not None
    assert judged.quality.eye_distance_px == pytest.approx(45, abs=12)


def test_a_large_portrait_is_accepted_and_measured_in_its_own_pixels(engine: Engine) -> None:
    judged = assess_picture(engine, placed(street(2400, 1800), drawn_face(0), 500, 200, scale=5.0))
    assert judged.accepted
    assert judged.quality is not None
    assert judged.quality.eye_distance_px == pytest.approx(225, abs=60)
    assert judged.box is not None
    assert 300 < judged.box[2] - judged.box[0] < 800


def test_a_picture_without_a_face_says_so(engine: Engine) -> None:
    judged = assess_picture(engine, street(400, 400))
    assert (judged.accepted, judged.codes, judged.reasons) == (False, ("no_face",), ("no face was found",))
    assert judged.chip is None


def test_a_picture_of_two_people_says_so_and_gives_no_chip(engine: Engine) -> None:
    judged = assess_picture(engine, placed(placed(street(), drawn_face(0), 60, 50), drawn_face(1), 330, 70))
    assert judged.codes == ("two_faces",)
    assert judged.chip is None
    assert len(judged.other_boxes) == 2


def test_a_face_too_small_says_by_how_much(engine: Engine) -> None:
    judged = assess_picture(engine, placed(street(400, 400), drawn_face(0), 120, 120, scale=0.42))
    assert judged.codes == ("too_small",)
    assert "px apart, at least 24 needed" in judged.reasons[0]


def test_a_dark_picture_says_so(engine: Engine) -> None:
    scene = placed(street(400, 400), drawn_face(0), 80, 80)
    judged = assess_picture(engine, (scene * 0.12).astype(np.uint8))
    assert "too_dark" in judged.codes
    assert not judged.accepted
