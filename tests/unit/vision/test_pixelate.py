import io

import numpy as np
import pytest
from PIL import Image

from overt.vision.pixelate import PREVIEW_CELLS, VIEW_PX, alert_crop, face_view, preview
from overt.vision.values import Faces, Pixels
from tests.unit.vision.scenes import faces_at, textured

SHARP = np.random.default_rng(8).integers(0, 256, (720, 1280, 3), np.uint8)


def opened(jpeg: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def blank_box() -> np.ndarray:  # type: ignore[type-arg]
    return np.array([300, 300, 400, 400], np.float32)


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (360, 640), (1280, 720)])
def test_a_preview_has_forty_cells_across_whatever_the_frame(size: tuple[int, int]) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    shown = opened(preview(frame, Faces.empty(), 480)).astype(int)
    assert shown.shape[1] == 480
    steps = np.abs(np.diff(shown, axis=1)).max(axis=(0, 2))
    borders = np.flatnonzero(steps > 25) + 1
    assert set((borders % 12).tolist()) <= {0}
    assert len(borders) <= PREVIEW_CELLS


@pytest.mark.clause("M-42")
def test_nothing_finer_than_a_cell_survives_in_a_preview() -> None:
    """Two frames whose cells have equal means give the same preview, though all their detail differs."""
    stripes = np.zeros((720, 1280, 3), np.uint8)
    stripes[:, ::2] = 200
    moved = np.roll(stripes, 1, axis=1)
    first = opened(preview(stripes, Faces.empty(), 480)).astype(int)
    assert np.abs(first - first.mean()).max() <= 200
    faces = faces_at((640, 360), size=300)
    for one in (stripes, moved):
        centre = opened(preview(one, faces, 480))[110:160, 200:280].astype(int)
        assert np.ptp(centre.reshape(-1, 3), axis=0).max() <= 4


@pytest.mark.clause("M-42")
def test_a_detected_face_is_one_flat_patch() -> None:
    shown = opened(preview(SHARP, faces_at((640, 360), size=250), 480)).astype(int)
    head = shown[360 * 480 // 1280 - 45 : 360 * 480 // 1280 + 45, 195:285]
    assert np.ptp(head.reshape(-1, 3), axis=0).max() <= 6
    assert np.ptp(opened(preview(SHARP, Faces.empty(), 480)).reshape(-1, 3), axis=0).max() > 15


def test_a_face_partly_or_wholly_outside_the_frame_does_not_break_the_preview() -> None:
    assert preview(SHARP, faces_at((-40, 10), (1300, 700), (5000, 5000), size=200), 480)


def test_the_head_an_alert_is_about_is_shown_as_it_is() -> None:
    out = np.zeros((VIEW_PX, VIEW_PX, 3), np.uint8)
    scene = textured(720, 1280)
    face_view(scene, np.array([552, 252, 648, 348], np.float32), np.zeros((0, 4), np.float32), out)
    middle = out[VIEW_PX // 2 - 30 : VIEW_PX // 2 + 30, VIEW_PX // 2 - 30 : VIEW_PX // 2 + 30].astype(int)
    expected = scene[300 - 30 : 300 + 30, 600 - 30 : 600 + 30].astype(int)
    assert np.abs(middle - expected).max() <= 1


def test_everything_but_the_head_is_a_coarse_mosaic() -> None:
    out = np.zeros((VIEW_PX, VIEW_PX, 3), np.uint8)
    face_view(SHARP, blank_box(), np.zeros((0, 4), np.float32), out)
    for corner in (out[:30, :30], out[:30, -30:], out[-30:, :30], out[-30:, -30:]):
        assert len(np.unique(corner.reshape(-1, 3), axis=0)) == 1


@pytest.mark.clause("E-24")
def test_another_face_beside_the_head_is_hidden_though_it_would_be_shown_alone() -> None:
    scene = np.full((720, 1280, 3), 90, np.uint8)
    other = np.array([[360, 300, 460, 400]], np.float32)
    scene[300:400, 385:435] = 255
    with_other, alone = np.zeros((2, VIEW_PX, VIEW_PX, 3), np.uint8)
    face_view(scene, blank_box(), other, with_other)
    face_view(scene, blank_box(), np.zeros((0, 4), np.float32), alone)
    assert np.count_nonzero(alone.min(axis=2) >= 250) > 500
    assert np.count_nonzero(with_other.min(axis=2) >= 250) == 0


def test_a_face_at_the_corner_of_the_frame_gives_a_view_with_black_beyond() -> None:
    out = np.full((VIEW_PX, VIEW_PX, 3), 7, np.uint8)
    face_view(textured(), np.array([0, 0, 60, 60], np.float32), np.zeros((0, 4), np.float32), out)
    assert out[:20, :20].max() <= 60
    assert out[100:140, 100:140].min() > 0


def test_an_alert_crop_is_a_jpeg_without_any_metadata() -> None:
    data = alert_crop(textured(), np.array([100, 100, 180, 180], np.float32), np.zeros((0, 4), np.float32))
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    assert image.size == (VIEW_PX, VIEW_PX)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_colours_come_out_as_they_went_in() -> None:
    red = np.zeros((100, 100, 3), np.uint8)
    red[..., 0] = 200
    shown = opened(alert_crop(red, np.array([30, 30, 70, 70], np.float32), np.zeros((0, 4), np.float32)))
    assert shown[96, 96, 0] > 150
    assert shown[96, 96, 2] < 40
