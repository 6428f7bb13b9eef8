"""Where a beard grows and how thickly: the same cover shapes the surface and colours it."""

import numpy as np

from overt.rehearsal.curves import Floats, bell, floats, smoothstep, waves
from overt.rehearsal.identity import DrawnPerson

_JAW = (0, 1.5, 3, 4.5, 5.8, 6.6)


def beard_cover(person: DrawnPerson, points: Floats) -> Floats:
    """Give the thickness of the beard (0..1) at points (..., 3), feathered so that no edge shows."""
    if person.beard == "none":
        return np.zeros(points.shape[:-1], np.float32)
    side, y, z = floats(np.abs(points[..., 0])), points[..., 1], points[..., 2]
    feather = 0.35 * waves(person.grain + 21, 6, 2.2, points[..., 0], y, z)
    lip = bell(side, y, (0, person.mouth_line - 0.05), (person.mouth.width * 0.95, 0.62))
    cover = _shape(person, side, floats(y + feather), z)
    return floats(cover * (1 - smoothstep(0.3, 0.7, lip)))


def _shape(person: DrawnPerson, side: Floats, y: Floats, z: Floats) -> Floats:
    width, line = person.mouth.width, person.mouth_line
    wide = max(width, 2.4) + 0.9  # a narrow moustache would make a likeness nobody wants
    moustache = smoothstep(person.nose_tip - 0.6, person.nose_tip - 1.15, y) * smoothstep(line - 0.35, line + 0.15, y)
    moustache *= smoothstep(wide + 0.9, wide, side + 0.35 * np.maximum(y - line, 0))
    if person.beard == "moustache":
        return floats(moustache)
    below = y - np.interp(side, _JAW, (line - 0.9, line - 0.6, line + 0.1, line + 0.9, -3.6, -1.5))
    if person.beard == "goatee":
        chin = smoothstep(0.5, -0.5, below) * smoothstep(width + 0.7, width - 0.5, side)
        return floats(np.maximum(moustache, chin))
    # Towards the ears the edge fades over centimetres, as sideburns do; on the neck it thins out.
    fade = 0.7 + 0.5 * smoothstep(3, 6, side)
    full = smoothstep(fade, -fade, below) * smoothstep(-2.5, 2.0, z) * smoothstep(-13.2, -11.2, y)
    return floats(np.maximum(full, moustache))
