"""The dlib engine with its real weights, on drawn people: what it shows tells nothing about real faces."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from overt.vision import engines
from overt.vision.engine import DetectorSettings, Engine
from overt.vision.errors import EngineUnusable
from overt.vision.passports import passport
from overt.vision.quality import geometry
from overt.vision.values import Layout, Pixels
from overt.vision.weights import locate, package_file, prepared, read_verified
from tests.unit.vision.scenes import drawn_face, placed, street

TEMPLATE = passport("dlib").weight("template")
PEOPLE = 12


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.load("dlib")


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "overt"


def alone(person: int, yaw: float = 0.0, light: str = "soft") -> Pixels:
    return placed(street(243, 243, seed=person), drawn_face(person, yaw, light), 0, 0)


def chip_of(engine: Engine, pixels: Pixels) -> Pixels:
    faces = engine.detect(pixels)
    assert len(faces) >= 1
    return engine.chip(pixels, faces.landmarks[0])


def test_the_converted_network_gives_dlibs_own_numbers(engine: Engine) -> None:
    import dlib

    library: Any = dlib
    origin = package_file("face_recognition_models", "dlib_face_recognition_resnet_model_v1.dat")
    native = library.face_recognition_model_v1(str(origin))
    chips = [chip_of(engine, alone(person, yaw)) for person, yaw in ((0, 0.0), (1, 0.2), (2, -0.4))]
    chips.append(np.random.default_rng(6).integers(0, 256, (150, 150, 3), np.uint8))
    expected = np.array([native.compute_face_descriptor(np.ascontiguousarray(chip)) for chip in chips])
    assert np.abs(engine.templates(np.stack(chips)) - expected).max() < 1e-5


def test_our_alignment_cuts_the_chips_dlib_cuts(engine: Engine) -> None:
    import dlib

    library: Any = dlib
    for person in range(4):
        pixels = alone(person, 0.2)
        points = np.rint(engine.detect(pixels).landmarks[0])
        parts = [library.point(int(x), int(y)) for x, y in points]
        shape = library.full_object_detection(library.rectangle(0, 0, 242, 242), parts)
        theirs = library.get_face_chip(pixels, shape, size=150, padding=0.25).astype(int)
        ours = engine.chip(pixels, points.astype(np.float32)).astype(int)
        assert np.abs(theirs - ours)[8:-8, 8:-8].mean() < 2.0


def test_a_first_start_converts_and_a_second_only_reads(empty_cache: Path) -> None:
    prepared(TEMPLATE)
    made = locate(TEMPLATE)
    assert made.parent == empty_cache
    assert [file.name for file in empty_cache.iterdir()] == [made.name]
    written = made.stat().st_mtime_ns
    prepared(TEMPLATE)
    assert made.stat().st_mtime_ns == written
    assert len(read_verified(TEMPLATE)) == TEMPLATE.size_bytes


@pytest.mark.parametrize("damage", [b"", b"half a file", b"\x00" * 1000])
def test_a_damaged_converted_file_is_made_again(empty_cache: Path, damage: bytes) -> None:
    empty_cache.mkdir()
    locate(TEMPLATE).write_bytes(damage)
    prepared(TEMPLATE)
    assert len(read_verified(TEMPLATE)) == TEMPLATE.size_bytes


def test_a_wrong_origin_is_not_converted(empty_cache: Path) -> None:
    wrong = TEMPLATE.model_copy(update={"made_from_sha256": "0" * 64})
    with pytest.raises(EngineUnusable) as refused:
        prepared(wrong)
    assert refused.value.code == "weight_wrong"
    assert not empty_cache.exists()


def test_a_conversion_that_gives_other_bytes_than_pinned_is_thrown_away(empty_cache: Path) -> None:
    with pytest.raises(EngineUnusable) as refused:
        prepared(TEMPLATE.model_copy(update={"sha256": "0" * 64}))
    assert refused.value.code == "conversion_differs"
    assert not empty_cache.exists()


def test_two_starts_at_once_both_end_with_the_right_file(empty_cache: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: prepared(TEMPLATE), range(2)))
    assert [file.name for file in empty_cache.iterdir()] == [locate(TEMPLATE).name]
    assert len(read_verified(TEMPLATE)) == TEMPLATE.size_bytes


def test_it_finds_drawn_faces_where_they_are(engine: Engine) -> None:
    scene = placed(placed(street(), drawn_face(0), 60, 50), drawn_face(1), 330, 70)
    faces = engine.detect(scene)
    assert len(faces) == 2
    assert faces.layout is Layout.EYE_CORNERS_NOSE
    found = faces.centres[np.argsort(faces.centres[:, 0])]
    np.testing.assert_allclose(found, [[60 + 121, 50 + 121], [330 + 121, 70 + 121]], atol=25)


def test_boxes_come_back_in_pixels_of_the_frame_whatever_size_is_searched() -> None:
    large = placed(street(1280, 720), drawn_face(3), 500, 200)
    places = []
    for longest in (None, 1280, 900):
        engine = engines.load("dlib", detector=DetectorSettings(longest_side_px=longest))
        places.append(engine.detect(large).eyes_and_noses[0])
    np.testing.assert_allclose(places[1], places[0], atol=4)
    np.testing.assert_allclose(places[2], places[0], atol=4)


def test_faces_smaller_than_asked_for_are_dropped() -> None:
    scene = placed(street(), drawn_face(0), 60, 50)
    asked = engines.load("dlib", detector=DetectorSettings(longest_side_px=640, smallest_face_px=150))
    assert len(asked.detect(scene)) == 0


def test_a_frame_without_anybody_has_no_faces(engine: Engine) -> None:
    assert len(engine.detect(street())) == 0


def test_a_turned_head_is_measured_as_turned_to_its_side(engine: Engine) -> None:
    yaws = {}
    for yaw in (-0.4, 0.0, 0.4):
        estimates = []
        for person in range(PEOPLE):
            faces = engine.detect(alone(person, yaw))
            estimates += [geometry(points, faces.layout).yaw for points in faces.eyes_and_noses[:1]]
        yaws[yaw] = float(np.median(estimates))
    assert yaws[-0.4] < -0.2 < yaws[0.0] < 0.2 < yaws[0.4]


def test_it_ranks_the_right_drawn_person_first(engine: Engine) -> None:
    listed = engine.templates(np.stack([chip_of(engine, alone(person)) for person in range(PEOPLE)]))
    probes = engine.templates(np.stack([chip_of(engine, alone(person, 0.2, "street")) for person in range(PEOPLE)]))
    right = np.argmax(engine.scores(probes, listed), axis=1) == np.arange(PEOPLE)
    assert right.mean() >= 0.9


def test_several_threads_may_use_one_engine(engine: Engine) -> None:
    scenes = [placed(street(seed=person), drawn_face(person), 40 * person, 60) for person in range(6)]
    expected = [engine.detect(scene).boxes for scene in scenes]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda scene: engine.detect(scene).boxes, scenes * 3))
    for boxes, wanted in zip(found, expected * 3, strict=True):
        np.testing.assert_array_equal(boxes, wanted)


def test_it_detects_without_holding_the_interpreter(engine: Engine) -> None:
    """While one thread is in dlib another goes on running Python; else one camera's detection would stop its clocks."""
    import threading

    scene = placed(street(1280, 720), drawn_face(0), 100, 100)
    engine.detect(scene)
    counted = 0
    done = threading.Event()

    def detect() -> None:
        for _ in range(3):
            engine.detect(scene)
        done.set()

    worker = threading.Thread(target=detect)
    worker.start()
    while not done.is_set():
        counted += 1
        done.wait(0.001)
    worker.join()
    assert counted > 20
