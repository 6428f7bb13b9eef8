"""Light on a drawn head: one key light with a soft shadow, a sky, a little gloss. Linear light throughout."""

from dataclasses import dataclass

import numpy as np

from overt.rehearsal.curves import Floats, Ints, floats, smoothstep
from overt.rehearsal.mesh import Kind
from overt.rehearsal.raster import Cover

_STEPS = 21
_STEP_CM = 0.3


@dataclass(frozen=True)
class Light:
    """A key light from `towards` (right, up, to the viewer) and the strengths of key and sky."""

    towards: tuple[float, float, float]
    key: float
    sky: float

    @property
    def direction(self) -> Floats:
        """The unit vector towards the key light."""
        vector = floats(self.towards)
        return floats(vector / np.linalg.norm(vector))


LIGHTS = {
    "soft": Light((0.3, 0.5, 1), 1.6, 0.75),
    "left": Light((-0.9, 0.4, 0.7), 2.1, 0.5),
    "right": Light((0.8, 0.35, 0.8), 2.1, 0.5),
    "top": Light((0.1, 1.1, 0.7), 2.0, 0.55),
    "flat": Light((0, 0.15, 1), 1.2, 1.0),
    "street": Light((-0.45, 0.6, 0.8), 1.85, 0.65),
}


@dataclass(frozen=True)
class Lit:
    """The pixels to light: normals (n, 3), kinds, hollows and gloss (n,), and the rows and columns they are at."""

    normals: Floats
    kinds: Ints
    occlusion: Floats
    gloss: Floats
    rows: Ints
    columns: Ints


def light_pixels(colour: Floats, lit: Lit, light: Light, shadow: Floats) -> Floats:
    """Give the light (n, 3) that leaves pixels of the albedo `colour` (n, 3)."""
    direction, normals = light.direction, lit.normals
    facing = (normals @ direction)[:, None]
    # Light bleeds round the edge in skin, red most.
    wrap = floats([0.28, 0.12, 0.08]) * np.isin(lit.kinds, (Kind.SKIN, Kind.NECK, Kind.EAR))[:, None]
    direct = np.clip((facing + wrap) / (1 + wrap), 0, 1) * shadow[:, None]
    sky = (0.62 + 0.38 * normals[:, 1] + 0.12 * normals[:, 2])[:, None] * floats([0.95, 1, 1.05])
    half = direction + floats([0, 0, 1])
    towards = np.clip(normals @ (half / np.linalg.norm(half)), 0, 1)
    shine = lit.gloss * (0.16 * towards**22 + 0.05 * towards**6) * shadow
    hollow = lit.occlusion[:, None]
    body = light.sky * 0.75 * sky * hollow + light.key * 0.62 * direct * (0.5 + 0.5 * hollow)
    return floats(colour * body + shine[:, None] * light.key * 0.6)


def cast_shadow(cover: Cover, light: Light, pixels_per_cm: float) -> Floats:
    """March from every pixel towards the light through the depth buffer; gives (n, n), 1 lit to 0.25 in shadow."""
    import cv2

    direction, side = light.direction, cover.depth.shape[0]
    rows, columns = np.nonzero(cover.hit)
    start = cover.depth[cover.hit]
    lit = np.ones(len(rows), np.float32)
    for step in range(1, _STEPS + 1):
        distance = _STEP_CM * step
        x = np.clip((columns + direction[0] * distance * pixels_per_cm).astype(np.int64), 0, side - 1)
        y = np.clip((rows - direction[1] * distance * pixels_per_cm).astype(np.int64), 0, side - 1)
        above = cover.depth[y, x] - (start + direction[2] * distance)
        np.minimum(lit, 1 - 0.75 * smoothstep(0.1, 0.5, above) * (above < 4), out=lit)
    image = np.zeros((side, side), np.float32)
    image[cover.hit] = lit
    blur = 0.25 * pixels_per_cm
    total = cv2.GaussianBlur(image, (0, 0), blur)
    return floats(total / (cv2.GaussianBlur(floats(cover.hit), (0, 0), blur) + 1e-4))
