"""The head's own surface: cross-sections lofted from crown to chin, then pushed out and in to make a face."""

from dataclasses import dataclass

import numpy as np

from overt.rehearsal.beard import beard_cover
from overt.rehearsal.curves import Floats, bell, floats, ridge, smoothstep, spline
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.mesh import Grid, Kind, surface

# Height, front, half-width and back of sixteen cross-sections of the average head, centimetres.
_ROWS = np.array(
    [
        [12.3, -0.8, 0.05, -1.4], [12.1, 1.6, 2.0, -3.6], [11.5, 3.9, 3.7, -5.8], [10.3, 6.0, 5.3, -7.7],
        [8.4, 7.8, 6.6, -9.1], [6, 8.9, 7.25, -9.8], [3, 9.4, 7.4, -9.6], [0.8, 9.25, 7.2, -9.2],
        [-1.5, 9.2, 7.05, -8.6], [-4, 9.2, 6.85, -7.6], [-6, 9.1, 6.6, -6.6], [-8, 8.85, 6.1, -5.4],
        [-9.7, 8.6, 5.35, -4.0], [-10.9, 8.0, 4.2, -2.0], [-11.6, 6.8, 2.5, 1.0], [-11.9, 4.6, 0.05, 4.4],
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """Points of a face as coordinate arrays: x, its absolute value, and y, all the same shape."""

    x: Floats
    side: Floats
    y: Floats


def loft(person: DrawnPerson, rows: int, columns: int, hang: float | None = None) -> Floats:
    """Give the head without features as points (rows, columns, 3).

    `hang` instead drops everything under the cheeks straight to that height, for long hair.
    """
    sections = _sections(person)
    if hang is not None:
        sections = _hung(sections, person.skull.width, hang)
    at = np.linspace(0, len(sections) - 1, rows)
    y, front, half, back = (spline(sections[:, column], at)[:, None] for column in range(4))
    turn = np.linspace(-1, 1, columns)
    angle = np.pi * (0.62 * turn + 0.38 * turn**3)[None]  # denser in front
    sin, cos = np.sin(angle), np.cos(angle)
    power = 2.1 + (person.skull.jaw_squareness - 2.1) * smoothstep(-3, -8, y)
    power = np.where(cos > 0, power, 2.1)
    reach = (np.abs(sin) ** power + np.abs(cos) ** power) ** (-1 / power)
    x = np.maximum(half, 0.02) * sin * reach
    z = np.where(cos > 0, front, -back) * cos * reach
    height = y + 0 * x
    if hang is None:
        # The low rows rise towards the back: one line that gives a jaw and the underside of it.
        height = height + 0.33 * smoothstep(-4, -10.5, height) * np.maximum(front - z, 0)
    return floats(np.stack([x, height, z], -1))


def _sections(person: DrawnPerson) -> Floats:
    skull, rows = person.skull, _ROWS.copy()
    y = rows[:, 0].copy()
    rows[:, 0] = np.where(y > 2, 2 + (y - 2) * skull.crown, y * skull.length)
    jaw = 1 + (skull.jaw_width - 1) * smoothstep(-2, -8, y) + skull.fullness * 0.07 * smoothstep(-1, -7, y)
    rows[:, 2] *= skull.width * jaw * (1 + (skull.chin_width - 1) * smoothstep(-8.5, -10.5, y))
    rows[:, 1] += skull.chin_forward * ridge(y, -10.2, 2) + skull.forehead * ridge(y, 7, 3)
    rows[:, 0] -= skull.chin_length * smoothstep(-7, -10.5, y)
    return floats(rows)


def _hung(sections: Floats, width: float, hang: float) -> Floats:
    low = sections[:, 0] < 3
    sections[low, 2] = np.maximum(sections[low, 2], 7.2 * width)
    sections[low, 3] = -9.3
    tail = np.linspace(-4, hang, 6)
    flare = 7.3 * width + 0.9 * smoothstep(-2, -9, tail)
    curtain = np.stack([tail, np.full(6, 9.0), flare, np.full(6, -9.0)], 1)
    return floats(np.vstack([sections[sections[:, 0] > -2.5], curtain]))


def face(person: DrawnPerson) -> Grid:
    """Give the whole head with its features."""
    import cv2

    flat = loft(person, 190, 200)
    points = flat.copy()
    x, y = flat[..., 0], flat[..., 1]
    spot = Spot(x, floats(np.abs(x)), y)
    front = smoothstep(1.0, 5.5, flat[..., 2])
    push = _sockets(person, spot) + _nose(person, spot) + _lips(person, spot) + _chin_and_folds(person, spot)
    points[..., 2] += push * front
    _spread_nose(person, spot, front, points)
    if person.beard == "full":
        cover = beard_cover(person, points)
        points[..., 2] += 0.18 * cover * front
        points[..., 1] -= 0.15 * cover * smoothstep(-9, -11, y)
    relief = floats(points[..., 2] - flat[..., 2])
    hollow = 0.42 * (relief - cv2.GaussianBlur(relief, (0, 0), 7))
    hollow += 0.25 * (relief - cv2.GaussianBlur(relief, (0, 0), 16))
    under_jaw = 1 - 0.35 * smoothstep(-9.5, -12, y) * smoothstep(8.5, 5, flat[..., 2])
    return surface(points, Kind.SKIN, floats(np.clip(1 + hollow, 0.45, 1.08) * under_jaw), closed=True)


def _sockets(person: DrawnPerson, at: Spot) -> Floats:
    eyes, brows, length = person.eyes, person.brows, person.skull.length
    brow = brows.height + brows.arch * 0.6
    push = -eyes.depth * bell(at.side, at.y, (eyes.spacing - 0.1, 0), (2.0, 1.25))
    push += 0.55 * bell(at.side, at.y, (eyes.spacing, -0.02), (1.3, 0.82))
    push += brows.ridge * ridge(at.y, brow - 0.1 * (at.side - 2), 0.8) * smoothstep(6.3, 4.5, at.side)
    push -= 0.3 * bell(at.side, at.y, (6.2, 3.2), (1.2, 1.8))
    push += person.skull.cheekbones * bell(at.side, at.y, (4.7, -2.5 * length), (1.9, 1.4))
    cheek = 0.45 * person.skull.fullness + 0.1
    return floats(push + cheek * bell(at.side, at.y, (4.0, -6.2 * length), (1.9, 2.3)))


def _nose(person: DrawnPerson, at: Spot) -> Floats:
    nose, tip = person.nose, person.nose_tip
    down = np.clip((at.y - 0.9) / (tip - 0.9), 0, 1.3)
    under = smoothstep(tip - 1.15, tip + 0.3 + nose.upturn * 0.4, at.y)
    profile = nose.bridge_height * (1 - down) + nose.tip * down**1.25 + nose.hump * ridge(down, 0.45, 0.25)
    height = profile * under * smoothstep(2.2, 0.3, at.y)
    width = 1.05 * nose.bridge_width * (1 - 0.15 * np.sin(np.pi * np.clip(down, 0, 1))) + 0.45 * nose.width * down**2
    push = height * (0.78 * np.exp(-((at.side / width) ** 2)) + 0.25 * ridge(at.side, 0, 1.9))
    push += (0.1 + nose.ball) * bell(at.x, at.y, (0, tip), (0.8, 0.7))
    ala = ((at.side - 1.28 * nose.width) / 0.66) ** 2 + ((at.y - tip + 0.28) / 0.72) ** 2
    push += (0.55 + 0.2 * nose.width) * np.exp(-(ala**1.15))
    return floats(push - 0.3 * bell(at.x, at.y, (0, 0.9), (1.1, 0.8)) * (1 - nose.bridge_height))


def _lips(person: DrawnPerson, at: Spot) -> Floats:
    mouth, line = person.mouth, person.mouth_line
    rise = at.y - line - mouth.corners * (at.x / mouth.width) ** 2
    body = smoothstep(1.15, 0.55, at.side / mouth.width)
    rolls = ridge(rise, mouth.upper_lip * 0.55, 0.25 + 0.4 * mouth.upper_lip)
    rolls += 1.1 * ridge(rise, -mouth.lower_lip * 0.6, 0.25 + 0.45 * mouth.lower_lip)
    rolls -= 0.75 * ridge(rise, 0, 0.17)
    push = 0.55 * bell(at.x, at.y, (0, line), (2.9, 2.3)) + mouth.forward * body * rolls
    push -= 0.1 * bell(at.x, at.y, (0, line + mouth.upper_lip + 0.7), (0.35, 0.7))
    return floats(push - 0.07 * bell(at.side, rise, (mouth.width + 0.25, 0), (0.5, 0.5)))


def _chin_and_folds(person: DrawnPerson, at: Spot) -> Floats:
    mouth, skull, line = person.mouth, person.skull, person.mouth_line
    push = -0.4 * bell(at.x, at.y, (0, line - mouth.lower_lip - 0.95), (1.9, 0.55))
    ball = -10.1 * skull.length - skull.chin_length * 0.6
    push += (0.35 + 0.2 * skull.chin_forward) * bell(at.x, at.y, (0, ball), (1.5 * skull.chin_width, 1.0))
    down, edge = fold(person, at.y)
    strength = mouth.folds * (1 + person.skin.age) * smoothstep(-0.15, 0.15, down) * smoothstep(1.25, 0.8, down)
    return floats(push + strength * (ridge(at.side, edge + 0.7, 0.7) - 0.9 * ridge(at.side, edge, 0.4)))


def fold(person: DrawnPerson, y: Floats) -> tuple[Floats, Floats]:
    """Follow the fold from nose to mouth: how far down it is (0..1) and its distance from the middle, cm."""
    start, line = person.nose_tip - 0.1, person.mouth_line
    down = (y - start) / (line - 0.6 - person.nose_tip)
    wide = 1.75 * person.nose.width
    return floats(down), floats(wide + (person.mouth.width + 0.75 - wide) * down)


def _spread_nose(person: DrawnPerson, at: Spot, front: Floats, points: Floats) -> None:
    nose, tip = person.nose, person.nose_tip
    droop = nose.tip - 1.2 - nose.upturn
    points[..., 1] -= 0.2 * front * bell(at.x, at.y, (0, tip - 0.1), (1.0, 0.8)) * droop
    points[..., 0] += np.sign(at.x) * 0.28 * front * bell(at.side, at.y, (1.35 * nose.width, tip - 0.3), (0.7, 0.6))
