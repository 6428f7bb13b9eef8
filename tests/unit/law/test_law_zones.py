"""A zone of recognition is a plain polygon inside the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.law.zones import MOST_CORNERS, WHOLE, Corner, share, trouble

NARROW = ((0.25, 0.5), (0.75, 0.5), (0.75, 1.0), (0.25, 1.0))
L_SHAPED = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize(("corners", "covered"), [(WHOLE, 1.0), (NARROW, 0.25), (L_SHAPED, 0.75), (WHOLE[:3], 0.5)])
def test_a_zone_covers_its_share_of_the_picture_whichever_way_one_walks_round_it(
    corners: tuple[Corner, ...], covered: float
) -> None:
    assert trouble(corners) == trouble(corners[::-1]) == ""
    assert share(corners) == share(corners[::-1]) == pytest.approx(covered)


@pytest.mark.parametrize(
    ("corners", "why"),
    [
        ((), "three to 12 corners"),
        (WHOLE[:2], "three to 12 corners"),
        (tuple((0.5 + number / 100, number / 100) for number in range(MOST_CORNERS + 1)), "three to 12 corners"),
        (((0.0, 0.0), (1.01, 0.0), (1.0, 1.0)), "inside the picture"),
        (((0.0, -0.01), (1.0, 0.0), (1.0, 1.0)), "inside the picture"),
        (((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)), "sides cross"),
        (((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)), "enclose nothing"),
        (((0.2, 0.2), (0.2, 0.2), (0.2, 0.2)), "enclose nothing"),
    ],
)
def test_what_is_no_zone_is_refused_with_its_reason(corners: tuple[Corner, ...], why: str) -> None:
    assert why in trouble(corners)


@given(st.tuples(*[st.floats(0.01, 0.99)] * 4), st.integers(1, 3))
def test_a_box_is_a_zone_and_the_same_corners_in_another_order_are_not(
    ends: tuple[float, float, float, float], turn: int
) -> None:
    left, right, top, bottom = *sorted(ends[:2]), *sorted(ends[2:])
    box = ((left, top), (right, top), (right, bottom), (left, bottom))
    if (right - left) * (bottom - top) < 0.001:
        assert trouble(box) != ""
        return
    assert trouble(box[turn:] + box[:turn]) == ""
    assert trouble((box[0], box[2], box[1], box[3])) != ""
