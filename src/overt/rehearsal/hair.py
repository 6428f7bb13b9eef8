"""Hair as a second surface over the same skull, with strands and a ragged, half-transparent edge."""

import numpy as np

from overt.rehearsal.curves import Floats, floats, ridge, smoothstep, waves
from overt.rehearsal.identity import LONG_STYLES, DrawnPerson
from overt.rehearsal.mesh import Grid, Kind, surface
from overt.rehearsal.skull import loft

_HANG = {"long": -15.5, "longfringe": -17.0, "bob": -8.8}
_DEPTH = {"short": 0.65, "top": 0.8, "crop": 0.3, "afro": 2.6, "fringe": 0.9, "up": 0.45}
_AROUND = (0, 14, 30, 45, 57, 64, 72, 84, 92, 108, 130, 180)
"""Degrees around the head, from the middle of the forehead to the nape, at which the hairline is given."""


def hairline(person: DrawnPerson, x: Floats, y: Floats, z: Floats) -> Floats:
    """Give the height above the hairline in centimetres: positive where hair grows."""
    hair, grain = person.hair, person.grain
    around = floats(np.degrees(np.arctan2(np.abs(x), z)))
    line = 4.3 + 0.5 * hair.recession if "fringe" in hair.style else hair.line
    back = max(hair.recession, 0)
    heights = [line - 0.5 * hair.recession, line, line + 0.8 * back, line - 0.5 + 0.8 * back, line - 2.2]
    heights += [2.6, 0.4, -1.6, -1, -3.5, -6, -7]
    if hair.style in LONG_STYLES:
        heights[5:] = [1.5] + [-30.0] * 6
    if hair.style in ("up", "afro"):
        heights[7] = -0.4
    edge = np.interp(around, _AROUND, heights)
    ragged = 0.13 * waves(grain, 5, 0.12, around, y) + 0.12 * waves(grain + 2, 6, 1.1, around)
    return floats(y - 0.09 * hair.parting * x * smoothstep(2, 5, y) - edge + ragged)


def hair(person: DrawnPerson) -> list[Grid]:
    """Give the surfaces of the hair; none for a shaved head."""
    style = person.hair.style
    if style == "bald":
        return []
    hang = _HANG.get(style)
    scalp = loft(person, 150, 200, hang)
    margin = hairline(person, scalp[..., 0], scalp[..., 1], scalp[..., 2])
    lift = _thickness(person, scalp) * smoothstep(0, 2.2 if hang is None or hang > -12.5 else 1.5, margin)
    lift += 0.12 * smoothstep(-0.1, 0.2, margin)
    lift -= (0.2 + 0.7 * smoothstep(-1, 1, scalp[..., 1])) * smoothstep(-0.35, -1.0, margin)
    away = _outward(scalp)
    shade = floats(np.clip(0.55 + 0.5 * smoothstep(0, 1.6, margin), 0.5, 1))
    outer = scalp + away * lift[..., None]
    parts = [surface(outer, Kind.HAIR, shade, _follow(scalp), closed=True, keep=margin > (-0.25 if hang else -0.9))]
    return [*parts, _bun(person)] if style == "up" else parts


def hair_inside(person: DrawnPerson) -> list[Grid]:
    """Give the inside of long hair, seen behind the neck: opaque, and shorter than the strands over it."""
    hang = _HANG.get(person.hair.style)
    if hang is None:
        return []
    scalp = loft(person, 150, 200, hang)
    margin = hairline(person, scalp[..., 0], scalp[..., 1], scalp[..., 2])
    inner = scalp + _outward(scalp) * (_thickness(person, scalp) * smoothstep(0, 1.5, margin) - 0.25)[..., None]
    keep = (margin > 0.1) & (scalp[..., 1] > hang + (2.5 if hang > -12 else 0.1))
    return [surface(inner, Kind.HAIR, 0.3, _follow(scalp), closed=True, inward=True, keep=keep)]


def _follow(scalp: Floats) -> Floats:
    """Hair on the head turns with it; ends that lie on the shoulders lag behind."""
    return floats(0.3 + 0.7 * smoothstep(-17, -8, scalp[..., 1]))


def _thickness(person: DrawnPerson, scalp: Floats) -> Floats:
    hair, grain = person.hair, person.grain
    x, y, z = scalp[..., 0], scalp[..., 1], scalp[..., 2]
    depth = min(hair.depth * _DEPTH.get(hair.style, 0.9), 2.9)
    if hair.style == "afro":
        return floats(depth * (1 + 0.05 * waves(grain + 1, 8, 2.5, x, y, z)))
    top = smoothstep(4, 9, y)
    quiff = 1 + (1.0 if hair.style == "top" else 0.2) * top * smoothstep(-2, 6, z)
    thickness = depth * (0.55 + 0.45 * top) * quiff * (1 + 0.12 * waves(grain + 1, 6, 1.1, x, y, z))
    if hair.style in ("long", "bob", "short", "top"):
        thickness = thickness * (1 - 0.35 * ridge(x, 2.6 * hair.parting, 0.5) * smoothstep(3, 7, y))
    return floats(thickness)


def _outward(scalp: Floats) -> Floats:
    away = scalp - floats([0, 1.5, -0.5])
    away[..., 1] *= away[..., 1] > -0.5
    return floats(away / (np.linalg.norm(away, axis=-1, keepdims=True) + 1e-6))


def _bun(person: DrawnPerson) -> Grid:
    down, around = np.linspace(0, np.pi, 30)[:, None], np.linspace(0, 2 * np.pi, 40)[None]
    x, z = 3 * np.sin(down) * np.sin(around), -3 + 3 * np.sin(down) * np.cos(around)
    y = 12.2 * person.skull.crown + 2.3 * np.cos(down) + 0 * around
    return surface(floats(np.stack([x, y, z], -1)), Kind.HAIR, closed=True)


def hair_cover(person: DrawnPerson, points: Floats, facing: Floats) -> Floats:
    """Give how much the hair covers (0..1) at points (n, 3) of its surface at rest.

    Strands thin out over half a centimetre at the hairline and, where the surface turns away from the viewer
    (`facing` (n,): cosine to the viewer), at the outline.
    """
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    around = floats(np.arctan2(x, z + 1))
    curly = person.hair.style in ("afro", "crop")
    strands = (
        waves(person.grain + 31, 8, 5.0, x, y, z)
        if curly
        else 0.6 * waves(person.grain + 31, 8, 45.0, around, 0.01 * y)
        + 0.4 * waves(person.grain + 32, 8, 16.0, around, 0.02 * y)
    )
    margin = hairline(person, x, y, z) + 0.32 * strands
    cover = smoothstep(-0.15, 0.55, margin)
    if person.hair.style == "up":
        cover = np.maximum(cover, smoothstep(9.5, 10.5, y))
    if person.hair.style in _HANG:
        hang = _HANG[person.hair.style]
        cover = cover * smoothstep(hang + 0.1, hang + 1.6, y + 0.9 * strands)
    outline = smoothstep(0.0, 0.2, facing + 0.12 * strands)
    return floats(cover * (0.12 + 0.88 * outline))
