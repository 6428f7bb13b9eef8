"""Counts flashes in a recording of a page: what WCAG 2.2 (2.3.1) calls general flashes, held to every patch of it.

A flash is a pair of opposing changes of relative luminance by a tenth of its largest value, the darker image being
below 0.8. The criterion allows three within a second in any part that is large enough; here no patch of 32 by 32 pixels
may have more, which is stricter.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

PATCH = 32
CHANGE = 0.1
DARKER_BELOW = 0.8
ALLOWED = 3


def luminance(picture: bytes) -> NDArray[np.float64]:
    """Return the relative luminance of each patch of an encoded picture, 0 to 1."""
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    value = pixels[:, :, ::-1].astype(np.float64) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    grey = linear @ np.array([0.2126, 0.7152, 0.0722])
    high, wide = (side // PATCH for side in grey.shape)
    return grey[: high * PATCH, : wide * PATCH].reshape(high, PATCH, wide, PATCH).mean(axis=(1, 3))


def most_flashes_in_a_second(times: Sequence[float], patches: Sequence[NDArray[np.float64]]) -> int:
    """Return the largest number of flashes that any patch has within any second; `times` are in seconds."""
    if not patches:
        return 0
    extreme = patches[0].copy()
    direction = np.zeros(extreme.shape, dtype=int)
    turns: dict[tuple[int, ...], list[float]] = {}
    for at, now in zip(times[1:], patches[1:], strict=True):
        step = np.where(now > extreme, 1, -1)
        moved = (np.abs(now - extreme) >= CHANGE) & (np.minimum(now, extreme) < DARKER_BELOW)
        for place in map(tuple, np.argwhere(moved & (step != direction))):
            turns.setdefault(place, []).append(at)
        direction = np.where(moved, step, direction)
        further = (direction == step) & ~moved
        extreme = np.where(moved | further, now, extreme)
    return max((_in_a_second(found) for found in turns.values()), default=0)


def _in_a_second(turns: list[float]) -> int:
    """Count pairs of opposing changes within any one second."""
    within = (sum(at <= other <= at + 1 for other in turns) for at in turns)
    return max(within, default=0) // 2
