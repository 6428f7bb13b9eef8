"""Everything of a drawn person that is not face or hair: ears, neck, shirt, spectacles. Shoulders do not turn."""

import numpy as np

from overt.rehearsal.curves import Floats, floats, ridge, smoothstep, spline
from overt.rehearsal.identity import LONG_STYLES, DrawnPerson
from overt.rehearsal.mesh import Grid, Kind, surface, tube

_NECK = np.array([[-5, 5.0, 5.2], [-8, 5.0, 5.0], [-11, 5.1, 4.9], [-13, 5.3, 5.1], [-15, 6.0, 5.6], [-17, 8, 6.5]])
_SHOULDERS = np.array(
    [[-14.4, 6.2, 6.0], [-15.2, 7.6, 6.8], [-16.5, 12.5, 7.6], [-18.5, 17.5, 8.6], [-21.5, 20.2, 9.6], [-28, 21, 10.4],
     [-36, 19.5, 10.8], [-48, 17.4, 10.4], [-60, 17.2, 10.2], [-74, 18.6, 10.6], [-84, 19, 10.4], [-85, 17.5, 9]]
)  # fmt: skip


def neck_turn(y: Floats) -> Floats:
    """Give the share of the head's turn that the neck follows at height y: none at the collar."""
    return smoothstep(-15.5, -9, y)


def ears(person: DrawnPerson) -> list[Grid]:
    """Give two ears, or none where long hair lies over them."""
    if person.hair.style in LONG_STYLES:
        return []
    radius, angle = np.linspace(0, 1, 16)[:, None], np.linspace(0, 2 * np.pi, 40)[None]
    size, out = person.skull.ear_size, person.skull.ear_angle
    across = radius * np.cos(angle) * 1.65 * size * (1 + 0.2 * np.sin(angle))
    up = radius * np.sin(angle) * 3.1 * size + 0 * across
    rim = 0.55 * ridge(radius, 0.88, 0.13) + 0.3 * ridge(radius, 0.55, 0.12) * (np.cos(angle) < 0.6)
    relief = rim - 0.3 * ridge(radius, 0, 0.35) - 1.4 * smoothstep(0.93, 1, radius) + 0 * angle
    x = 6.9 * person.skull.width + 0.25 + relief * np.cos(out) + (0.5 - across * 0.9) * np.sin(out)
    z = -1.0 + across * np.cos(out) + relief * np.sin(out) * 0.2 - 0.12 * up
    shade = floats(np.clip(0.62 + 0.45 * radius + 0.5 * relief, 0.4, 1))
    return [
        surface(floats(np.stack([sign * x, up - 1.6, z], -1)), Kind.EAR, shade, inward=sign < 0) for sign in (-1, 1)
    ]


def neck(person: DrawnPerson) -> Grid:
    """Give the neck, which follows the head above and the shoulders below."""
    points = _tower(_NECK * [1, person.skull.neck, 1], 40)
    y = points[..., 1]
    return surface(points, Kind.NECK, floats(0.62 + 0.38 * smoothstep(-11, -15.5, y)), neck_turn(y), closed=True)


def shoulders(neck_width: float = 1.0) -> Grid:
    """Give the shirt from the collar to the hips."""
    rows = _SHOULDERS.copy()
    rows[0, 1] *= neck_width
    points = _tower(rows, 90)
    y, front = points[..., 1], np.maximum(points[..., 2] + 1.2, 0) / (np.abs(points[..., 2]).max() + 1e-6)
    points[..., 1] = y - 1.1 * front * smoothstep(-16, -14.6, y)
    collar = floats(0.75 + 0.25 * smoothstep(-14.4, -16.5, y))
    return surface(points, Kind.CLOTH, collar, 0.0, closed=True)


def _tower(rows: Floats, count: int) -> Floats:
    """Loft ellipses given as (height, half-width, half-depth)."""
    at = np.linspace(0, len(rows) - 1, count)
    y, width, depth = (spline(rows[:, column], at)[:, None] for column in range(3))
    angle = np.linspace(-np.pi, np.pi, 60)[None]
    return floats(np.stack([width * np.sin(angle), y + 0 * angle, depth * np.cos(angle) - 1.2], -1))


def spectacles(person: DrawnPerson, face: Grid) -> list[Grid]:
    """Give the frame of the person's glasses, resting on the drawn nose; none if they wear none."""
    if person.glasses == "none":
        return []
    bridge = (np.abs(face.points[..., 0]) < 1.3) & (np.abs(face.points[..., 1]) < 0.7)
    rest = float(face.points[bridge][:, 2].max()) + 0.35
    thickness = 0.13 + 0.05 * (person.grain % 3)
    centre = person.eyes.spacing + 0.1
    half = 1.95 if person.glasses == "round" else 1.7
    parts = []
    for sign in (-1, 1):
        rim = _rim(sign * centre, rest, half, 1.0 if person.glasses == "round" else 0.5)
        hinge = centre + 2.35
        width = person.skull.width
        arm = [[sign * hinge, 0.3, rest - 0.027 * hinge**2], [sign * 7.5 * width, 0.4, 4], [sign * 7.6 * width, 0.3, 0]]
        parts += [surface(tube(rim, thickness), Kind.FRAME), surface(tube(floats(arm), thickness), Kind.FRAME)]
    span = np.linspace(-1, 1, 7)
    nose = np.stack([span * (centre - 2.35), 0.25 + 0.15 * (1 - span**2), np.full(7, rest)], 1)
    return [*parts, surface(tube(floats(nose), thickness), Kind.FRAME)]


def _rim(centre: float, rest: float, half: float, power: float) -> Floats:
    angle = np.linspace(0, 2 * np.pi, 60)
    x = centre + 2.35 * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    y = -0.25 + half * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    return floats(np.stack([x, y, rest - 0.027 * x**2], 1))
