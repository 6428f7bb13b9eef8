"""Eyes: almond, iris, lids that can close. The eyeball gets a normal of its own so that light finds it round."""

from dataclasses import dataclass

import numpy as np

from overt.rehearsal.curves import Floats, bell, blend, floats, linear, ridge, smoothstep
from overt.rehearsal.paint import Canvas, skin_colour

_IRISES = ((66, 42, 24), (84, 60, 34), (70, 96, 130), (86, 104, 70), (40, 27, 20), (110, 125, 135))


@dataclass(frozen=True)
class _Almond:
    """Every pixel seen from its eye: across and up in centimetres, and the two lids above each place."""

    across: Floats
    up: Floats
    share: Floats
    upper: Floats
    lower: Floats
    open_upper: Floats


def _almond(canvas: Canvas, closed: float) -> _Almond:
    eyes = canvas.person.eyes
    across = floats(canvas.side - eyes.spacing)
    up = floats(canvas.y - eyes.tilt * across * 1.4)
    share = floats(across / eyes.width)
    arc = np.clip(1 - np.abs(share) ** 2.3, 0, 1)
    top = eyes.openness * arc**0.85 * (1 - 0.12 * share)
    bottom = -eyes.openness * 0.72 * arc**0.9 * (1 + 0.2 * share)
    lid = top + (bottom + 0.06 - top) * closed
    return _Almond(across, up, share, floats(lid), floats(bottom), floats(top))


def paint_eyes(canvas: Canvas, closed: float = 0.0) -> None:
    """Paint both eyes; `closed` 0 is open, 1 is shut."""
    eye = _almond(canvas, closed)
    inside = canvas.front * (np.abs(eye.share) < 1)
    inside = floats(inside * smoothstep(0.05, -0.05, eye.up - eye.upper) * smoothstep(-0.04, 0.04, eye.up - eye.lower))
    _paint_lids(canvas, eye, closed)
    canvas.cover(_eyeball(canvas, eye), inside)
    glint = smoothstep(
        0.15, 0.08, np.hypot(canvas.x - np.sign(canvas.x) * canvas.person.eyes.spacing - 0.18, eye.up - 0.25)
    )
    canvas.cover(floats([0.9] * 3), floats(inside * glint))
    canvas.gloss = floats(canvas.gloss * (1 - inside) + 0.1 * inside)
    _paint_lashes(canvas, eye)
    _round_eyeball(canvas, eye, inside)


def _paint_lids(canvas: Canvas, eye: _Almond, closed: float) -> None:
    eyes, skin = canvas.person.eyes, skin_colour(canvas.person)
    ends = np.abs(eye.share)
    crease = ridge(eye.up - eye.open_upper - eyes.crease * (1 - 0.5 * eye.share**2), 0, 0.1)
    canvas.darken(floats(canvas.front * 0.45 * (1 - 0.5 * closed) * crease * smoothstep(1.15, 0.8, ends)))
    canvas.darken(floats(canvas.front * 0.25 * ridge(eye.up - eye.lower + 0.1, 0, 0.12) * smoothstep(1.1, 0.8, ends)))
    canvas.darken(floats(canvas.front * 0.22 * bell(eye.share, eye.up, (-0.1, 0.75), (1.05, 0.35))))
    lid = smoothstep(-0.05, 0.1, eye.up - eye.upper) * smoothstep(0.1, -0.1, eye.up - eye.open_upper - eyes.crease)
    lid = lid * smoothstep(1.2, 0.9, ends)
    if canvas.person.lashes:
        canvas.cover(floats(skin * floats([0.55, 0.42, 0.45])), floats(canvas.front * 0.45 * lid))
    canvas.darken(floats(canvas.front * 0.2 * closed * lid), (0.7, 1, 1))


def _eyeball(canvas: Canvas, eye: _Almond) -> Floats:
    count = len(canvas.points)
    white = np.tile(linear((208, 201, 193)), (count, 1))
    under_lid = 0.45 * smoothstep(0.25, 0, eye.upper - eye.up) + 0.25 * smoothstep(0.6, 1, np.abs(eye.share))
    ball = floats(white * (1 - under_lid)[:, None])
    radius = floats(np.hypot(eye.across - 0.04, eye.up - 0.06))
    iris = linear(_IRISES[canvas.person.iris])
    ball = blend(ball, iris * 1.15, smoothstep(0.64, 0.56, radius))
    ball = blend(ball, iris * 0.35, smoothstep(0.5, 0.6, radius) * smoothstep(0.67, 0.6, radius))
    ball = blend(ball, (0.004,) * 3, smoothstep(0.29, 0.23, radius))
    return blend(ball, linear((190, 120, 110)), 0.7 * smoothstep(-0.8, -0.95, eye.share))


def _paint_lashes(canvas: Canvas, eye: _Almond) -> None:
    made_up = canvas.person.lashes
    thickness = 0.085 + 0.035 * made_up
    line = ridge((eye.up - eye.upper - 0.03) / thickness, 0, 1) * smoothstep(1.15, 1.0, eye.share)
    weight = canvas.front * (0.88 if made_up else 0.78) * line * smoothstep(-1, -0.8, eye.share)
    canvas.cover(skin_colour(canvas.person) * 0.06, floats(weight))


def _round_eyeball(canvas: Canvas, eye: _Almond, inside: Floats) -> None:
    ball = inside > 0.5
    bulge = np.stack([(eye.across * np.sign(canvas.x))[ball] * 0.75, eye.up[ball] * 0.75, np.full(ball.sum(), 0.8)], 1)
    canvas.normals[ball] = bulge / np.linalg.norm(bulge, axis=1, keepdims=True)
