"""The zone of recognition: the part of a camera's view in which a face may be compared. Outside it nothing is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overt.vision.errors import VisionError
from overt.vision.values import Faces, Floats

Point = tuple[float, float]
_WHOLE: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class ZoneInvalid(VisionError):
    """A zone's polygon or smallest face makes no sense."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon in fractions of the frame, x and y from 0 (left, top) to 1, and the smallest face compared in it.

    Fractions, so that a camera that changes its resolution keeps its zone. `smallest_face_px` is the shorter side of
    the face box in pixels of the frame.
    """

    polygon: tuple[Point, ...] = _WHOLE
    smallest_face_px: float = 0.0

    def __post_init__(self) -> None:
        if len(self.polygon) < 3:
            raise ZoneInvalid("zone_too_few_points", "A zone of recognition needs at least three corners.")
        if not all(0.0 <= part <= 1.0 for point in self.polygon for part in point):
            raise ZoneInvalid("zone_outside_frame", "Every corner of a zone must lie between 0 and 1 of the frame.")
        if self.area <= 0.0:
            raise ZoneInvalid("zone_without_area", "The corners of the zone enclose no area.")
        if not 0.0 <= self.smallest_face_px < float("inf"):
            raise ZoneInvalid("zone_smallest_face", "The smallest face of a zone must be 0 pixels or more.")

    @property
    def area(self) -> float:
        """Enclosed share of the frame, 0 … 1 (shoelace formula)."""
        x, y = np.array(self.polygon, np.float64).T
        return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)

    def contains(self, points: Floats, width_px: int, height_px: int) -> NDArray[np.bool_]:
        """Tell for (n, 2) pixel points whether each lies inside, by the even-odd rule."""
        corners = np.array(self.polygon, np.float32) * np.array([width_px, height_px], np.float32)
        x, y = points[:, :1], points[:, 1:]
        x0, y0 = corners[:, 0], corners[:, 1]
        x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
        straddles = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        inside = np.count_nonzero(straddles & (x < crossing), axis=1) % 2 == 1
        return np.asarray(inside, np.bool_)

    def admits(self, faces: Faces, width_px: int, height_px: int) -> NDArray[np.bool_]:
        """Tell for each face whether its centre is in the zone and it is large enough."""
        large = faces.sides_px >= self.smallest_face_px
        return self.contains(faces.centres, width_px, height_px) & large
