import numpy as np
import pytest

from overt.vision.errors import ArraysRefused
from overt.vision.values import Faces, Gallery, Layout, check_pixels
from tests.unit.vision.scenes import faces_at


def test_faces_whose_arrays_do_not_fit_together_are_refused() -> None:
    with pytest.raises(ArraysRefused) as refused:
        Faces(np.zeros((2, 4), np.float32), np.zeros(1, np.float32), np.zeros((1, 5, 2), np.float32))
    assert refused.value.code == "faces_shape"


def test_a_gallery_with_a_template_too_many_is_refused() -> None:
    with pytest.raises(ArraysRefused):
        Gallery(np.zeros((3, 8), np.float32), np.zeros(2, np.int32))


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (0, 10, 3), (10, 10, 3, 1)])
def test_a_picture_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ArraysRefused):
        check_pixels(np.zeros(shape, np.uint8))


def test_sixteen_bit_pixels_are_refused() -> None:
    with pytest.raises(ArraysRefused):
        check_pixels(np.zeros((4, 4, 3), np.uint16))  # type: ignore[arg-type]


def test_eyes_of_eye_corners_are_their_middles_with_the_right_eye_first() -> None:
    corners = np.array([[[90, 40], [70, 42], [10, 40], [30, 42], [50, 80]]], np.float32)
    faces = Faces(np.array([[0, 0, 100, 100]], np.float32), np.ones(1, np.float32), corners, Layout.EYE_CORNERS_NOSE)
    np.testing.assert_allclose(faces.eyes_and_noses[0], [[20, 41], [80, 41], [50, 80]])


def test_selecting_keeps_boxes_scores_and_landmarks_together() -> None:
    faces = faces_at((50, 60), (200, 210), (400, 410))
    chosen = faces.select(np.array([2, 0]))
    np.testing.assert_allclose(chosen.centres, [[400, 410], [50, 60]])
    np.testing.assert_allclose(chosen.landmarks[0], faces.landmarks[2])
    assert len(faces.select(np.zeros(3, np.bool_))) == 0
    assert len(Faces.empty().centres) == len(Faces.empty().sides_px) == 0
