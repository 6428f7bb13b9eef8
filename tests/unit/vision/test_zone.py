import numpy as np
import pytest

from overt.vision.zone import Zone, ZoneInvalid
from tests.unit.vision.scenes import faces_at

L_SHAPE = Zone(((0.0, 0.0), (0.4, 0.0), (0.4, 0.6), (1.0, 0.6), (1.0, 1.0), (0.0, 1.0)))


def inside(zone: Zone, x: float, y: float, width: int = 1000, height: int = 500) -> bool:
    return bool(zone.contains(np.array([[x * width, y * height]], np.float32), width, height)[0])


def test_a_concave_zone_leaves_out_its_notch() -> None:
    assert inside(L_SHAPE, 0.2, 0.3)
    assert inside(L_SHAPE, 0.8, 0.8)
    assert not inside(L_SHAPE, 0.8, 0.3)


def test_a_zone_stays_where_it_is_when_the_camera_changes_its_resolution() -> None:
    for width, height in ((640, 360), (1920, 1080), (720, 1280)):
        assert inside(L_SHAPE, 0.2, 0.3, width, height)
        assert not inside(L_SHAPE, 0.8, 0.3, width, height)


def test_the_whole_frame_is_the_zone_when_nothing_else_is_said() -> None:
    assert inside(Zone(), 0.001, 0.001)
    assert inside(Zone(), 0.999, 0.999)
    assert not inside(Zone(), 1.01, 0.5)


def test_the_direction_the_corners_go_round_does_not_matter() -> None:
    turned = Zone(tuple(reversed(L_SHAPE.polygon)))
    points = np.random.default_rng(1).uniform(0, 1000, (200, 2)).astype(np.float32)
    np.testing.assert_array_equal(L_SHAPE.contains(points, 1000, 1000), turned.contains(points, 1000, 1000))
    assert turned.area == pytest.approx(0.64)


@pytest.mark.clause("M-38")
def test_a_face_in_the_zone_that_is_too_small_is_not_admitted() -> None:
    zone = Zone(L_SHAPE.polygon, smallest_face_px=60)
    assert zone.admits(faces_at((200, 100), size=61), 1000, 500).tolist() == [True]
    assert zone.admits(faces_at((200, 100), size=59), 1000, 500).tolist() == [False]
    assert zone.admits(faces_at((800, 100), size=90), 1000, 500).tolist() == [False]
    assert zone.admits(faces_at(), 1000, 500).tolist() == []


@pytest.mark.parametrize(
    ("polygon", "smallest", "code"),
    [
        (((0.0, 0.0), (1.0, 1.0)), 0.0, "zone_too_few_points"),
        (((0.0, 0.0), (1.2, 0.0), (1.0, 1.0)), 0.0, "zone_outside_frame"),
        (((0.0, 0.0), (float("nan"), 0.0), (1.0, 1.0)), 0.0, "zone_outside_frame"),
        (((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)), 0.0, "zone_without_area"),
        (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)), -1.0, "zone_smallest_face"),
        (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)), float("nan"), "zone_smallest_face"),
    ],
)
def test_a_zone_that_makes_no_sense_is_refused(
    polygon: tuple[tuple[float, float], ...], smallest: float, code: str
) -> None:
    with pytest.raises(ZoneInvalid) as refused:
        Zone(polygon, smallest)
    assert refused.value.code == code
