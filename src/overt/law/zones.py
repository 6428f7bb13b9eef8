"""A zone of recognition as corners in shares of the picture: what is a zone, and how much of the picture it covers.

It refuses fewer than three corners, corners outside the picture, sides that cross and a zone without area.
"""

from collections.abc import Sequence
from itertools import combinations

Corner = tuple[float, float]

WHOLE: tuple[Corner, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
"""The whole picture, which is no narrow zone."""

MOST_CORNERS = 12
SMALLEST_SHARE = 0.001


def share(corners: Sequence[Corner]) -> float:
    """Return how much of the picture the corners enclose, 0 to 1 (shoelace formula)."""
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def trouble(corners: Sequence[Corner]) -> str:
    """Return why these corners, in order, are no zone, as a sentence; "" when they are one."""
    if not 3 <= len(corners) <= MOST_CORNERS:
        return f"It needs three to {MOST_CORNERS} corners."
    if not all(0 <= part <= 1 for corner in corners for part in corner):
        return "Every corner must lie inside the picture."
    if _crosses_itself(corners):
        return "Its sides cross: give the corners in the order in which one walks round it."
    if share(corners) < SMALLEST_SHARE:
        return "Its corners enclose nothing."
    return ""


def _crosses_itself(corners: Sequence[Corner]) -> bool:
    sides = list(zip(corners, [*corners[1:], *corners[:1]], strict=True))
    return any(_cross(one, another) for one, another in combinations(sides, 2))


def _cross(one: tuple[Corner, Corner], another: tuple[Corner, Corner]) -> bool:
    """Tell whether two sides cross; sides that only share a corner do not."""
    return _apart(one, *another) and _apart(another, *one)


def _apart(line: tuple[Corner, Corner], first: Corner, second: Corner) -> bool:
    return _side(line, first) * _side(line, second) < 0


def _side(line: tuple[Corner, Corner], point: Corner) -> float:
    (x0, y0), (x1, y1) = line
    return (x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0)
