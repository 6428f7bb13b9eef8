"""A z-buffer over small triangles, in numpy. It refuses nothing and knows nothing of heads."""

from dataclasses import dataclass

import numpy as np

from overt.rehearsal.curves import Floats, Ints, Mask

_SIZES = (1, 2, 3, 4, 6, 9, 14, 24, 48, 120, 400)
_EDGE = -1e-4
"""Barycentric slack, so that neighbouring triangles leave no pin-holes."""


@dataclass(frozen=True)
class Cover:
    """What is nearest at every pixel of a square of side n.

    `triangle` (n, n) is the triangle's index or -1; `weights` (n, n, 3) its barycentric weights; `depth` (n, n) in
    the units of z, very negative where nothing is.
    """

    triangle: Ints
    weights: Floats
    depth: Floats

    @property
    def hit(self) -> Mask:
        """Where anything was drawn."""
        return self.triangle >= 0


@dataclass(frozen=True)
class _Fragments:
    pixel: Ints
    depth: Floats
    triangle: Ints
    weights: Floats


def rasterise(points: Floats, triangles: Ints, side: int) -> Cover:
    """Draw triangles (t, 3) over points (p, 3: x right, y down in pixels, z towards the viewer), nearest in front.

    Triangles wound the other way are left out.
    """
    found = _fragments(points, triangles, side)
    order = np.argsort(found.depth, kind="stable")
    pixel = found.pixel[order]
    triangle = np.full(side * side, -1, np.int64)
    weights = np.zeros((side * side, 3), np.float32)
    depth = np.full(side * side, -1e9, np.float32)
    # The nearest fragment is written last, so it is the one that stays.
    triangle[pixel], weights[pixel], depth[pixel] = found.triangle[order], found.weights[order], found.depth[order]
    return Cover(triangle.reshape(side, side), weights.reshape(side, side, 3), depth.reshape(side, side))


def _fragments(points: Floats, triangles: Ints, side: int) -> _Fragments:
    x, y = points[:, 0], points[:, 1]
    a, b, c = triangles.T
    area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])
    low = np.ceil(points[triangles][:, :, :2].min(1) - 0.5).astype(np.int64)
    high = np.floor(points[triangles][:, :, :2].max(1) - 0.5).astype(np.int64)
    extent = (high - low).max(1) + 1
    inside = (low < side).all(1) & (high >= 0).all(1)
    wanted = (area < -1e-6) & (extent > 0) & inside
    parts, smallest = [], 0
    for largest in _SIZES:
        chosen = np.nonzero(wanted & (extent > smallest) & (extent <= largest))[0]
        smallest = largest
        if len(chosen):
            parts.append(_fill(points, triangles, chosen, low[chosen], largest, side))
    if not parts:
        none = np.zeros(0, np.int64)
        return _Fragments(none, np.zeros(0, np.float32), none, np.zeros((0, 3), np.float32))
    return _Fragments(
        np.concatenate([part.pixel for part in parts]),
        np.concatenate([part.depth for part in parts]),
        np.concatenate([part.triangle for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def _fill(points: Floats, triangles: Ints, chosen: Ints, low: Ints, extent: int, side: int) -> _Fragments:
    """Test the `extent` x `extent` pixels at the corner of each chosen triangle."""
    steps = np.arange(extent)
    px = low[:, 0][:, None, None] + steps[None, None, :]
    py = low[:, 1][:, None, None] + steps[None, :, None]
    corner = points[triangles[chosen]]
    ax, ay = corner[:, 0, 0][:, None, None], corner[:, 0, 1][:, None, None]
    bx, by = corner[:, 1, 0][:, None, None] - ax, corner[:, 1, 1][:, None, None] - ay
    cx, cy = corner[:, 2, 0][:, None, None] - ax, corner[:, 2, 1][:, None, None] - ay
    qx, qy = px + 0.5 - ax, py + 0.5 - ay
    area = bx * cy - cx * by
    second, third = (qx * cy - cx * qy) / area, (bx * qy - qx * by) / area
    within = (second >= _EDGE) & (third >= _EDGE) & (second + third <= 1 - _EDGE)
    within &= (px >= 0) & (px < side) & (py >= 0) & (py < side)
    which = np.nonzero(within)
    w2, w3 = second[which].astype(np.float32), third[which].astype(np.float32)
    weights = np.stack([1 - w2 - w3, w2, w3], axis=1)
    depth = (corner[which[0], :, 2] * weights).sum(1)
    pixel = low[which[0], 1] * side + which[1] * side + low[which[0], 0] + which[2]
    return _Fragments(pixel, depth.astype(np.float32), chosen[which[0]], weights)
