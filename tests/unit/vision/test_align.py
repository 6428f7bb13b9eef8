import numpy as np
import pytest

from overt.vision.align import chip_to_frame, cut, mean_face
from overt.vision.values import Layout
from tests.unit.vision.scenes import textured

MEAN = mean_face("arcface", Layout.EYES_NOSE_MOUTH, 112)


def test_landmarks_on_the_mean_face_need_no_change() -> None:
    matrix = chip_to_frame(MEAN, MEAN.astype(np.float32))
    np.testing.assert_allclose(matrix, [[1, 0, 0], [0, 1, 0]], atol=1e-4)


def test_a_turned_scaled_moved_face_is_carried_back_exactly() -> None:
    angle, scale, move = 0.6, 2.5, np.array([300.0, 120.0])
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    landmarks = (MEAN @ turn.T + move).astype(np.float32)
    np.testing.assert_allclose(chip_to_frame(MEAN, landmarks), np.column_stack([turn, move]), atol=1e-3)


def test_a_chip_holds_the_pixels_its_matrix_says() -> None:
    scene = textured()
    chip = cut(scene, np.array([[1.0, 0, 200], [0, 1.0, 100]]), 112)
    np.testing.assert_array_equal(chip, scene[100:212, 200:312])


def test_a_chip_is_written_into_the_buffer_it_is_given() -> None:
    out = np.zeros((112, 112, 3), np.uint8)
    chip = cut(textured(), np.array([[1.0, 0, 200], [0, 1.0, 100]]), 112, out)
    assert out.any()
    np.testing.assert_array_equal(chip, out)


def test_a_chip_beyond_the_frame_is_black_there() -> None:
    chip = cut(np.full((200, 200, 3), 200, np.uint8), np.array([[1.0, 0, -56], [0, 1.0, 0]]), 112)
    assert chip[:, :55].max() == 0
    assert chip[:, 57:].min() == 200


def test_detail_too_fine_for_a_chip_is_averaged_and_not_turned_into_noise() -> None:
    stripes = np.zeros((800, 800, 3), np.uint8)
    stripes[:, ::2] = 200
    chip = cut(stripes, np.array([[5.0, 0, 100], [0, 5.0, 100]]), 112)
    assert np.abs(chip[5:-5, 5:-5].astype(int) - 100).max() <= 12


def test_a_large_face_is_cut_at_the_same_place_as_a_small_one() -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, 800)[None, :, None], (800, 800, 3)).astype(np.uint8)
    chip = cut(np.ascontiguousarray(ramp), np.array([[5.0, 0, 100], [0, 5.0, 100]]), 112)
    expected = (100 + 5 * np.arange(112)) * 255 / 799
    np.testing.assert_allclose(chip[60, 4:-4, 0], expected[4:-4], atol=2.5)


def test_a_model_that_cannot_use_these_landmarks_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be aligned"):
        mean_face("arcface", Layout.EYE_CORNERS_NOSE, 112)
