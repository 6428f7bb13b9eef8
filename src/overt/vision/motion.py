"""Constant-velocity motion of boxes, and how badly two boxes fit together. Pure arrays; it knows no tracks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from overt.vision.values import Floats

_ACCELERATION = 14.0
"""Standard deviation of a walker's acceleration, face sizes per second squared; a nodding head has more than a body."""
_LONGEST_REACH = 3.0
"""Face sizes. Without a limit somebody lost for a second would be joined with anybody in view."""
_MEASUREMENT = 0.06
"""Standard deviation of a detected box, face sizes."""
_FIRST_SPEED = 4.0
"""Standard deviation of an unknown speed, face sizes per second: about a brisk walk across the view."""
_LARGEST_SIZE_RATIO = 1.7
IMPOSSIBLE = 1e6
"""Cost of a pair that must not be joined."""


class Motion:
    """A Kalman filter over (centre x, centre y, width, height) of one box.

    All four coordinates share one 2 x 2 covariance in units of the face's own size, which keeps it a few dozen
    multiplications and right for any frame interval: only seconds enter, never frame counts. It works on plain floats:
    on arrays this small, numpy's calls cost twenty times their arithmetic.
    """

    __slots__ = ("_place", "_shared", "_speed", "_state", "_velocity")

    def __init__(self, box: Floats) -> None:
        self._state = _middle(box)
        self._velocity = (0.0, 0.0, 0.0, 0.0)
        self._place, self._shared, self._speed = _MEASUREMENT**2, 0.0, _FIRST_SPEED**2

    def predict(self, seconds: float) -> None:
        """Move on by a time."""
        x, y, width, height = (at + speed * seconds for at, speed in zip(self._state, self._velocity, strict=True))
        self._state = (x, y, max(width, 1.0), max(height, 1.0))
        noise = (_ACCELERATION * seconds) ** 2
        self._place += seconds * (2 * self._shared + seconds * self._speed) + noise * seconds**2 / 4
        self._shared += seconds * self._speed + noise * seconds / 2
        self._speed += noise

    def correct(self, box: Floats) -> None:
        """Take in a detected box."""
        surprise = self._place + _MEASUREMENT**2
        of_place, of_speed = self._place / surprise, self._shared / surprise
        residual = [seen - at for seen, at in zip(_middle(box), self._state, strict=True)]
        x, y, width, height = (at + of_place * off for at, off in zip(self._state, residual, strict=True))
        self._state = (x, y, width, height)
        u, v, wider, higher = (at + of_speed * off for at, off in zip(self._velocity, residual, strict=True))
        self._velocity = (u, v, wider, higher)
        self._speed -= of_speed * self._shared
        self._shared -= of_speed * self._place
        self._place -= of_place * self._place

    @property
    def reach(self) -> float:
        """How far from the prediction the next detection may lie, in face sizes: three standard deviations, limited."""
        return min(3.0 * math.sqrt(self._place + _MEASUREMENT**2), _LONGEST_REACH)

    @property
    def box(self) -> Floats:
        """The box as predicted or corrected, (4,) float32 x0 y0 x1 y1."""
        x, y, width, height = self._state
        return np.array([x - width / 2, y - height / 2, x + width / 2, y + height / 2], np.float32)


def _middle(box: Floats) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box.tolist()
    return (x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, 1.0), max(y1 - y0, 1.0)


def overlaps(first: Floats, second: Floats) -> Floats:
    """Return the (n, m) intersection over union of (n, 4) boxes with (m, 4) boxes."""
    corner = np.minimum(first[:, None, 2:], second[None, :, 2:]) - np.maximum(first[:, None, :2], second[None, :, :2])
    shared = np.prod(np.maximum(corner, 0), axis=2)
    areas = [np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0), axis=1) for boxes in (first, second)]
    return np.asarray(shared / np.maximum(areas[0][:, None] + areas[1][None, :] - shared, 1e-6), np.float32)


def costs(predicted: Floats, reaches: Floats, detected: Floats) -> NDArray[np.float64]:
    """Return the (n, m) cost of joining predicted boxes (n, 4) with detected boxes (m, 4): 0 same … 1, or IMPOSSIBLE.

    Half is one minus their overlap, half the distance of their centres over the track's reach (n,) in face sizes.
    """
    sizes = np.sqrt(np.prod(np.maximum(predicted[:, 2:] - predicted[:, :2], 1.0), axis=1))
    other = np.sqrt(np.prod(np.maximum(detected[:, 2:] - detected[:, :2], 1.0), axis=1))
    between = (predicted[:, None, :2] + predicted[:, None, 2:] - detected[None, :, :2] - detected[None, :, 2:]) / 2
    distance = np.hypot(between[..., 0], between[..., 1]) / (sizes * reaches)[:, None]
    ratio = sizes[:, None] / other[None, :]
    unlike = (distance > 1.0) | (ratio > _LARGEST_SIZE_RATIO) | (ratio < 1 / _LARGEST_SIZE_RATIO)
    cost = 0.5 * (1.0 - overlaps(predicted, detected)) + 0.5 * distance
    return np.where(unlike, IMPOSSIBLE, cost)
