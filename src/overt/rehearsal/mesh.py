"""Surfaces as grids and the mesh they make. Units are centimetres: x right, y up (eyes at 0), z to the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from overt.rehearsal.curves import Floats, Ints, Mask


class Kind(IntEnum):
    """What a surface is made of; the painter asks for it."""

    SKIN = 0
    HAIR = 1
    CLOTH = 2
    FRAME = 3
    NECK = 4
    EAR = 5
    LEG = 6
    SHOE = 7


@dataclass(frozen=True)
class Grid:
    """A surface as rows of points (rows, columns, 3).

    `occlusion` (rows, columns) darkens hollows; `turn` (rows, columns) is the share of the head's turn that each
    point follows: 1 on the head, 0 on the shoulders. `closed` says the last column meets the first; `keep` leaves
    out triangles with no kept corner; `inward` flips the side that is drawn.
    """

    points: Floats
    kind: Kind
    occlusion: Floats
    turn: Floats
    closed: bool = False
    inward: bool = False
    keep: Mask | None = None


@dataclass(frozen=True)
class Mesh:
    """Points (p, 3), normals (p, 3), triangles (t, 3) and what each point is: kind, occlusion, turn (p,)."""

    points: Floats
    normals: Floats
    triangles: Ints
    kinds: Ints
    occlusion: Floats
    turn: Floats


def surface(
    points: Floats,
    kind: Kind,
    occlusion: Floats | float = 1.0,
    turn: Floats | float = 1.0,
    *,
    closed: bool = False,
    inward: bool = False,
    keep: Mask | None = None,
) -> Grid:
    """Make a grid, spreading single numbers and rows over all its points."""
    shape = points.shape[:2]
    return Grid(
        points.astype(np.float32),
        kind,
        np.broadcast_to(np.asarray(occlusion, np.float32), shape),
        np.broadcast_to(np.asarray(turn, np.float32), shape),
        closed,
        inward,
        keep,
    )


def join(grids: Sequence[Grid]) -> Mesh:
    """Put grids into one mesh with smooth normals, seams included."""
    triangles, offset = [], 0
    for grid in grids:
        triangles.append(_grid_triangles(grid) + offset)
        offset += grid.points.shape[0] * grid.points.shape[1]
    points = np.concatenate([grid.points.reshape(-1, 3) for grid in grids])
    corners = np.concatenate(triangles)
    return Mesh(
        points,
        _normals(points, corners, grids),
        corners,
        np.concatenate([np.full(grid.occlusion.size, grid.kind, np.int64) for grid in grids]),
        np.concatenate([grid.occlusion.ravel() for grid in grids]),
        np.concatenate([grid.turn.ravel() for grid in grids]),
    )


def tube(path: Floats, radius: Floats | float, sides: int = 10) -> Floats:
    """Wrap a tube (points, sides, 3) around a path (points, 3); the radius may change along it."""
    along = np.gradient(path, axis=0)
    along = along / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-9)
    across = np.cross(along, np.asarray([0.1, 0.9, 0.35]))
    across = across / (np.linalg.norm(across, axis=1, keepdims=True) + 1e-9)
    other = np.cross(along, across)
    angle = np.linspace(0, 2 * np.pi, sides)[None, :, None]
    ring = np.cos(angle) * across[:, None] + np.sin(angle) * other[:, None]
    wide = np.broadcast_to(np.asarray(radius, np.float32), (len(path),))[:, None, None]
    return np.asarray(path[:, None] + wide * ring, np.float32)


def _grid_triangles(grid: Grid) -> Ints:
    rows, columns = grid.points.shape[:2]
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    corner = (i * columns + j).ravel()
    first = np.stack([corner, corner + columns, corner + 1], 1)
    second = np.stack([corner + 1, corner + columns, corner + columns + 1], 1)
    triangles = np.concatenate([first, second])
    if grid.keep is not None:
        triangles = triangles[grid.keep.ravel()[triangles].any(1)]
    return triangles[:, ::-1] if grid.inward else triangles


def _normals(points: Floats, triangles: Ints, grids: Sequence[Grid]) -> Floats:
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    faces = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for corner in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(triangles[:, corner], faces[:, axis], len(points)).astype(np.float32)
    _sew(total, grids)
    return np.asarray(total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-9), np.float32)


def _sew(normals: Floats, grids: Sequence[Grid]) -> None:
    """Share the normals of the first and last column of closed grids, or a line shows down the back."""
    offset = 0
    for grid in grids:
        rows, columns = grid.points.shape[:2]
        if grid.closed:
            first = slice(offset, offset + rows * columns, columns)
            last = slice(offset + columns - 1, offset + rows * columns, columns)
            normals[first] = normals[last] = normals[first] + normals[last]
        offset += rows * columns
