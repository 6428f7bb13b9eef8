"""YuNet with its real weights on drawn people, against OpenCV's own use of the same file as referee."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from overt.vision import engines
from overt.vision.engine import DetectorSettings, Engine
from overt.vision.errors import EngineUnusable
from overt.vision.values import Pixels
from overt.vision.yunet import YuNet
from tests.unit.vision.scenes import drawn_face, placed, street

pytestmark = pytest.mark.models


def models() -> Path:
    return Path(os.environ["OVERT_MODELS"])


def yunet(version: str, longest_side_px: int | None = None) -> YuNet:
    model = (models() / f"face_detection_yunet_{version}.onnx").read_bytes()
    return YuNet(model, lowest_score=0.6, smallest_face_px=10, longest_side_px=longest_side_px)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.load("yunet-dlib", models())


def crowd(width: int = 1280, height: int = 720) -> Pixels:
    scene = street(width, height)
    for person, (x, y, scale) in enumerate(
        [(20, 60, 1.0), (300, 200, 0.6), (500, 330, 0.4), (760, 40, 1.2), (1000, 350, 0.3)]
    ):
        scene = placed(scene, drawn_face(person, light="street"), x, y, scale)
    return scene


def test_our_decoding_finds_what_opencvs_decoding_finds() -> None:
    import cv2

    scene = crowd()
    path = str(models() / "face_detection_yunet_2026may.onnx")
    referee = cv2.FaceDetectorYN.create(path, "", (1280, 720), 0.6, 0.3, 5000)
    _, theirs = referee.detect(np.ascontiguousarray(scene[..., ::-1]))
    ours = yunet("2026may").detect(scene)
    assert len(ours) == len(theirs) >= 5
    order, their_order = np.argsort(ours.boxes[:, 0]), np.argsort(theirs[:, 0])
    ours, theirs = ours.select(order), theirs[their_order]
    np.testing.assert_allclose(ours.boxes[:, :2], theirs[:, :2], atol=1.5)
    np.testing.assert_allclose(ours.boxes[:, 2:] - ours.boxes[:, :2], theirs[:, 2:4], atol=1.5)
    np.testing.assert_allclose(ours.landmarks.reshape(-1, 10), theirs[:, 4:14], atol=1.5)
    np.testing.assert_allclose(ours.scores, theirs[:, 14], atol=0.01)


@pytest.mark.parametrize("size", [(1280, 720), (1271, 713), (1000, 701), (321, 500)])
def test_a_frame_of_any_size_is_filled_up_to_what_the_network_takes(size: tuple[int, int]) -> None:
    faces = yunet("2026may").detect(crowd(*size))
    assert len(faces) >= 1
    middle = faces.centres[np.argmin(faces.centres.sum(axis=1))]
    np.testing.assert_allclose(middle, [20 + 121, 60 + 125], atol=20)


def test_the_fixed_file_finds_the_same_large_faces() -> None:
    scene = crowd()
    fixed, free = yunet("2023mar").detect(scene), yunet("2026may", 640).detect(scene)
    assert len(fixed) >= 3
    for middle in fixed.centres:
        assert np.abs(free.centres - middle).max(axis=1).min() < 6


def test_boxes_come_back_in_pixels_of_the_frame_whatever_size_is_searched() -> None:
    scene = crowd()
    small, full = yunet("2026may", 640).detect(scene), yunet("2026may").detect(scene)
    largest = full.boxes[np.argmax(full.sides_px)]
    assert np.abs(small.boxes - largest).max(axis=1).min() < 12


def test_a_later_smaller_frame_sees_nothing_of_an_earlier_larger_one() -> None:
    detector = yunet("2026may")
    assert len(detector.detect(crowd())) >= 5
    assert len(detector.detect(street(1280, 720))) == 0
    assert len(detector.detect(street(640, 360))) == 0


def test_several_threads_may_use_one_detector() -> None:
    detector = yunet("2026may")
    scenes = [placed(street(seed=person), drawn_face(person), 40 * person, 60) for person in range(6)]
    expected = [detector.detect(scene).boxes for scene in scenes]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda scene: detector.detect(scene).boxes, scenes * 4))
    for boxes, wanted in zip(found, expected * 4, strict=True):
        np.testing.assert_array_equal(boxes, wanted)


def test_a_model_that_is_not_yunet_is_refused() -> None:
    model = (models() / "mobilefacenet_112_128d.onnx").read_bytes()
    with pytest.raises(EngineUnusable) as refused:
        YuNet(model, lowest_score=0.6, smallest_face_px=10, longest_side_px=None)
    assert refused.value.code == "not_yunet"


@pytest.mark.parametrize("name", ["yunet-dlib", "measuring-mobilefacenet"])
def test_it_ranks_the_right_drawn_person_first(name: str) -> None:
    engine = engines.load(name, models(), accept_licences=("none given",))
    views = []
    for yaw, light in ((0.0, "soft"), (0.2, "street")):
        chips = []
        for person in range(12):
            pixels = placed(street(243, 243, seed=person), drawn_face(person, yaw, light), 0, 0)
            faces = engine.detect(pixels)
            chips.append(engine.chip(pixels, faces.landmarks[0]))
        views.append(engine.templates(np.stack(chips)))
    right = np.argmax(engine.scores(views[1], views[0]), axis=1) == np.arange(12)
    assert right.mean() >= 0.9


def test_a_template_does_not_depend_on_the_batch_it_was_made_in(engine: Engine) -> None:
    chips = np.random.default_rng(2).integers(0, 256, (20, 150, 150, 3), np.uint8)
    together = engine.templates(chips)
    alone = np.concatenate([engine.templates(chips[row : row + 1]) for row in range(20)])
    np.testing.assert_allclose(together, alone, atol=2e-5)


def test_a_smallest_face_drops_the_small_ones(engine: Engine) -> None:
    asked = engines.load("yunet-dlib", models(), detector=DetectorSettings(smallest_face_px=60))
    sides = engine.detect(crowd()).sides_px
    assert sides.min() < 60 <= asked.detect(crowd()).sides_px.min()
