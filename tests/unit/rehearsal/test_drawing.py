import numpy as np
import pytest

from overt.rehearsal.curves import floats, smoothstep, spline, waves
from overt.rehearsal.head import View, build, render
from overt.rehearsal.people import load_cast
from overt.rehearsal.raster import rasterise
from overt.rehearsal.stage import Placed, Scene, hidden_share, lay, premultiply, turn_sprite

SIDE, FACE = 120, 50.0


@pytest.fixture(scope="module")
def model():
    return build(load_cast().listed[0])


def test_a_curve_passes_through_its_points_and_a_step_is_flat_at_both_ends() -> None:
    np.testing.assert_allclose(spline([1, 4, 2, 8], [0, 1, 2, 3]), [1, 4, 2, 8], atol=1e-6)
    np.testing.assert_allclose(smoothstep(2, 4, floats([1, 2, 3, 4, 9])), [0, 0, 0.5, 1, 1])
    np.testing.assert_allclose(smoothstep(4, 2, floats([2, 3, 4])), [1, 0.5, 0])


def test_noise_belongs_to_its_seed() -> None:
    x = np.linspace(0, 9, 50)
    np.testing.assert_array_equal(waves(3, 5, 1.0, x), waves(3, 5, 1.0, x))
    assert np.abs(waves(3, 5, 1.0, x) - waves(4, 5, 1.0, x)).max() > 0.1


def test_the_nearer_of_two_triangles_is_seen() -> None:
    corners = [[2, 2], [2, 18], [18, 2]]
    points = floats([[x, y, z] for z in (1.0, 5.0, 3.0) for x, y in corners])
    cover = rasterise(points, np.arange(9).reshape(3, 3), 20)
    assert set(np.unique(cover.triangle)) == {-1, 1}
    assert cover.depth[4, 4] == 5.0
    np.testing.assert_allclose(cover.weights[cover.hit].sum(1), 1, atol=1e-5)


def test_nothing_to_draw_covers_nothing() -> None:
    assert not rasterise(np.zeros((3, 3), np.float32), np.zeros((0, 3), np.int64), 8).hit.any()


def test_the_same_view_is_drawn_the_same_twice(model) -> None:
    np.testing.assert_array_equal(render(model, View(), SIDE, FACE), render(model, View(), SIDE, FACE))


def test_the_shoulders_stay_where_they_are_when_the_head_turns(model) -> None:
    ahead, turned = (render(model, View(yaw=yaw), SIDE, FACE).astype(int) for yaw in (0.0, 0.5))
    shoulders = slice(112, 120)
    assert np.abs(ahead[shoulders] - turned[shoulders]).max() <= 3
    assert np.abs(ahead[30:80] - turned[30:80]).max() > 100


def test_a_blink_changes_the_eyes_and_nothing_else(model) -> None:
    opened, shut = (render(model, View(closed=closed), SIDE, FACE).astype(int) for closed in (0.0, 1.0))
    rows = np.flatnonzero(np.abs(opened - shut).max((1, 2)) > 8)
    eye_row = SIDE / 2 - 1.5 * FACE / 14
    assert len(rows) > 0
    assert np.abs(rows - eye_row).max() < 8


def test_the_outline_of_the_hair_is_soft(model) -> None:
    alpha = render(model, View(), 2 * SIDE, 2 * FACE)[: SIDE // 2, :, 3]
    assert ((alpha > 20) & (alpha < 235)).sum() > 150, "the hair ends in a hard edge"


def test_laying_a_sprite_over_a_scene_hides_who_stands_behind() -> None:
    scene = Scene(np.zeros((100, 100, 3), np.uint8), np.zeros((100, 100), np.uint8))
    square = premultiply(np.full((40, 40, 4), 255, np.uint8))
    box = (10.0, 10.0, 50.0, 50.0)
    lay(scene, square, Placed(10, 10, 1.0), owner=1)
    assert hidden_share(scene, box, 1) == 0
    lay(scene, square, Placed(30, 10, 1.0), owner=2)
    assert 0.4 < hidden_share(scene, box, 1) < 0.6
    assert scene.pixels[20, 20].tolist() == [255, 255, 255]
    assert scene.pixels[80, 80].tolist() == [0, 0, 0]


def test_a_face_beyond_the_edge_of_the_picture_is_hidden() -> None:
    scene = Scene(np.zeros((100, 100, 3), np.uint8), np.ones((100, 100), np.uint8))
    assert hidden_share(scene, (-40.0, 10.0, 40.0, 90.0), 1) == pytest.approx(0.5, abs=0.05)


def test_a_sprite_is_turned_a_little_by_moving_what_is_near(model) -> None:
    from overt.rehearsal.sheets import FACE_PX, SIDE_PX

    middle, aside = (render(model, View(yaw=yaw), SIDE_PX, FACE_PX) for yaw in (0.0, 0.1))
    face = slice(90, 170), slice(90, 160), slice(0, 3)

    def apart(one, other) -> float:
        return float(np.abs(one[face].astype(int) - other[face].astype(int)).mean())

    assert apart(turn_sprite(middle, 0.1), aside) < 0.6 * apart(middle, aside)
