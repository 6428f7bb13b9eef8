import numpy as np
import pytest

from overt.vision.quality import (
    REASONS,
    Geometry,
    QualityLimits,
    assess,
    cut_off,
    geometry,
    geometry_refusals,
    reason,
    value,
)
from overt.vision.values import Layout, Pixels
from tests.unit.vision.scenes import faces_at, textured

FRONTAL = Geometry(50.0, 0.0, 0.0, 0.0)
LIMITS = QualityLimits()


def chip() -> Pixels:
    return textured(152, 152)[:150, :150]


def posed(nose_aside: float) -> Geometry:
    faces = faces_at((200, 200), nose_aside=nose_aside)
    return geometry(faces.eyes_and_noses[0], faces.layout)


def test_a_nose_in_the_middle_is_frontal_and_one_aside_is_turned_to_that_side() -> None:
    assert posed(0.0).yaw == pytest.approx(0.0, abs=1e-6)
    assert posed(0.3).yaw == pytest.approx(-posed(-0.3).yaw)
    assert posed(0.15).yaw < posed(0.3).yaw < posed(0.6).yaw


def test_pose_does_not_depend_on_how_far_the_head_is_tilted_sideways() -> None:
    points = faces_at((0, 0), nose_aside=0.3).eyes_and_noses[0]
    angle = 0.4
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    upright, rolled = geometry(points, Layout.EYES_NOSE_MOUTH), geometry(points @ turn.T, Layout.EYES_NOSE_MOUTH)
    assert rolled.roll == pytest.approx(angle, abs=1e-4)
    assert rolled.yaw == pytest.approx(upright.yaw, abs=1e-4)
    assert rolled.eye_distance_px == pytest.approx(upright.eye_distance_px, abs=1e-3)


def test_landmarks_that_fall_on_one_point_do_not_break_the_measure() -> None:
    found = geometry(np.full((3, 2), 7, np.float32), Layout.EYES_NOSE_MOUTH)
    assert "too_small" in geometry_refusals(found, LIMITS)


def test_eyes_one_pixel_too_near_are_refused_and_the_reason_has_both_figures() -> None:
    assert geometry_refusals(Geometry(24.0, 0, 0, 0), LIMITS) == ()
    assert geometry_refusals(Geometry(23.9, 0, 0, 0), LIMITS) == ("too_small",)
    quality = assess(chip(), Geometry(14.2, 0, 0, 0), LIMITS)
    assert reason("too_small", quality, LIMITS) == "the face is too small: eyes 14 px apart, at least 24 needed"


@pytest.mark.parametrize(
    ("yaw", "pitch", "code"), [(0.7, 0.0, "turned_away"), (-0.7, 0.0, "turned_away"), (0.0, 0.7, "tilted")]
)
def test_a_face_turned_or_tipped_too_far_is_refused(yaw: float, pitch: float, code: str) -> None:
    assert geometry_refusals(Geometry(50, yaw, pitch, 0), LIMITS) == (code,)


def test_a_sharp_well_lit_chip_is_accepted() -> None:
    assert assess(chip(), FRONTAL, LIMITS).accepted


def test_blurring_lowers_the_sharpness_until_it_is_refused() -> None:
    import cv2

    blurred = [np.asarray(cv2.GaussianBlur(chip(), (0, 0), sigma), np.uint8) for sigma in (0.5, 3, 9, 20)]
    sharpness = [assess(one, FRONTAL, LIMITS).sharpness for one in blurred]
    assert sharpness == sorted(sharpness, reverse=True)
    assert "blurred" in assess(blurred[-1], FRONTAL, LIMITS).refusals


def test_too_little_and_too_much_light_are_refused_by_name() -> None:
    assert "too_dark" in assess((chip() * 0.08).astype(np.uint8), FRONTAL, LIMITS).refusals
    assert "too_bright" in assess(np.clip(chip().astype(int) + 190, 0, 255).astype(np.uint8), FRONTAL, LIMITS).refusals


def test_a_larger_sharper_more_frontal_better_lit_face_is_worth_more() -> None:
    import cv2

    best = value(assess(chip(), Geometry(60, 0, 0, 0), LIMITS))
    worse = [
        assess(chip(), Geometry(30, 0, 0, 0), LIMITS),
        assess(chip(), Geometry(60, 0.5, 0, 0), LIMITS),
        assess(np.asarray(cv2.GaussianBlur(chip(), (0, 0), 9), np.uint8), Geometry(60, 0, 0, 0), LIMITS),
        assess(np.where(chip() < 130, 0, chip()).astype(np.uint8), Geometry(60, 0, 0, 0), LIMITS),
    ]
    assert all(value(quality) < best for quality in worse)


def test_a_face_a_little_over_the_edge_is_not_cut_off_and_one_far_over_is() -> None:
    assert not cut_off(np.array([-5, 10, 95, 110], np.float32), 640, 480)
    assert cut_off(np.array([-15, 10, 85, 110], np.float32), 640, 480)
    assert cut_off(np.array([600, 10, 700, 110], np.float32), 640, 480)


def test_every_code_a_face_can_be_refused_for_has_words() -> None:
    for code in (
        "no_face",
        "two_faces",
        "too_small",
        "turned_away",
        "tilted",
        "blurred",
        "too_dark",
        "too_bright",
        "cut_off",
    ):
        assert REASONS[code]
