"""A drawn person as a sheet of sprites: what a clip and an enrolment still are put together from.

A sheet is one WebP picture with alpha, a grid of equal squares in the order of `POSES`. It holds drawn people only.
"""

from dataclasses import dataclass
from math import pi

import numpy as np

from overt.rehearsal.errors import SpritesMissing
from overt.rehearsal.head import FACE_CM, Model, Picture, View, build, fade_edges, render
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.packing import MAKE_AGAIN, pack_webp, read_packaged, read_webp

SIDE_CM = 34.0
"""Width and height of what a sprite shows."""
SIDE_PX = 243
PX_PER_CM = SIDE_PX / SIDE_CM
FACE_PX = FACE_CM * PX_PER_CM
"""Width of the face in a sprite: 100 pixels."""
CLIP_LIGHT, STILL_LIGHT = "street", "soft"
YAWS = (-0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6)
ASIDE = 1.15
"""Yaw of somebody who looks along the street and not at the camera, radians."""

_COLUMNS = 7
_FADE_PX = 14


@dataclass(frozen=True)
class Pose:
    """One sprite: the yaw of the head in radians, whether the person walks away, eyes shut, and the light."""

    yaw: float
    light: str = CLIP_LIGHT
    away: bool = False
    shut: bool = False

    @property
    def view(self) -> View:
        """How to draw it."""
        return View(self.yaw, 0.0, pi if self.away else 0.0, self.light, 1.0 if self.shut else 0.0)


POSES: tuple[Pose, ...] = (
    *(Pose(yaw) for yaw in YAWS),
    *(Pose(yaw, STILL_LIGHT) for yaw in YAWS),
    *(Pose(yaw, shut=True) for yaw in (-0.2, 0.0, 0.2)),
    Pose(0.0, STILL_LIGHT, shut=True),
    Pose(-ASIDE),
    Pose(ASIDE),
    Pose(0.0, away=True),
)


@dataclass(frozen=True)
class Sheet:
    """The sprites of one person: pose to picture (SIDE_PX, SIDE_PX, 4), uint8 with straight alpha."""

    person: DrawnPerson
    sprites: dict[Pose, Picture]

    def sprite(self, pose: Pose) -> Picture:
        """Give the sprite of a pose; raises SpritesMissing if the sheet was drawn without it."""
        try:
            return self.sprites[pose]
        except KeyError:
            raise SpritesMissing(f"The sheet of {self.person.name} has no sprite for {pose}; draw it again.") from None


def draw_sheet(person: DrawnPerson, poses: tuple[Pose, ...] = POSES, smoothing: int = 2) -> Sheet:
    """Draw a person in the given poses: about 0.3 s a sprite."""
    model = build(person)
    return Sheet(person, {pose: draw_pose(model, pose, smoothing) for pose in poses})


def draw_pose(model: Model, pose: Pose, smoothing: int = 2) -> Picture:
    """Draw one sprite, faded out where the separately drawn body goes on."""
    return fade_edges(render(model, pose.view, SIDE_PX, FACE_PX, smoothing), _FADE_PX)


def pack_sheet(sheet: Sheet) -> bytes:
    """Encode a full sheet as one lossy WebP picture with alpha."""
    rows = -(-len(POSES) // _COLUMNS)
    grid = np.zeros((rows * SIDE_PX, _COLUMNS * SIDE_PX, 4), np.uint8)
    for place, pose in enumerate(POSES):
        grid[_cell(place)] = sheet.sprite(pose)
    return pack_webp(grid)


def unpack_sheet(person: DrawnPerson, packed: bytes) -> Sheet:
    """Decode a packed sheet; raises SpritesMissing if the bytes are not one."""
    grid = read_webp(packed, f"sprites of {person.name}")
    rows = -(-len(POSES) // _COLUMNS)
    if grid.shape != (rows * SIDE_PX, _COLUMNS * SIDE_PX, 4):
        raise SpritesMissing(f"The sprites of {person.name} have the wrong size; {MAKE_AGAIN}")
    return Sheet(person, {pose: grid[_cell(place)] for place, pose in enumerate(POSES)})


def load_sheet(person: DrawnPerson) -> Sheet:
    """Read the packaged sheet of a person."""
    return unpack_sheet(person, read_packaged(f"{person.name}.webp"))


def _cell(place: int) -> tuple[slice, slice]:
    row, column = divmod(place, _COLUMNS)
    return slice(row * SIDE_PX, (row + 1) * SIDE_PX), slice(column * SIDE_PX, (column + 1) * SIDE_PX)
