"""The rest of a walking person: torso, arms and legs in eight steps, drawn once in grey and coloured per person."""

from dataclasses import dataclass

import numpy as np

from overt.rehearsal.body import shoulders
from overt.rehearsal.curves import GAMMA, Floats, floats
from overt.rehearsal.errors import SpritesMissing
from overt.rehearsal.head import Camera, Picture, project
from overt.rehearsal.mesh import Grid, Kind, join, surface, tube
from overt.rehearsal.packing import MAKE_AGAIN, pack_webp, read_packaged, read_webp
from overt.rehearsal.raster import rasterise
from overt.rehearsal.shade import LIGHTS, Lit, cast_shadow, light_pixels

STEPS = 8
FIGURE_PX_PER_CM = 3.5
WIDTH_CM = 64.0
TOP_CM, BOTTOM_CM = -12.0, -166.0
"""From above the collar to below the shoes, from the eye line."""
_SIDE_CM = 170.0
_MIDDLE_CM = (TOP_CM + BOTTOM_CM) / 2
_ALBEDO = 0.55


@dataclass(frozen=True)
class Clothes:
    """8-bit colours of a figure."""

    shirt: tuple[int, int, int]
    trousers: tuple[int, int, int]
    skin: tuple[int, int, int]


def draw_step(step: int) -> Picture:
    """Draw one of the eight steps as (h, w, 4): red is grey light, green says shirt, blue says skin, alpha cover."""
    import cv2

    phase = 2 * np.pi * step / STEPS
    mesh = join([shoulders(), *_limbs(phase)])
    camera = Camera(int(_SIDE_CM * FIGURE_PX_PER_CM) * 2, FIGURE_PX_PER_CM * 2, _MIDDLE_CM)
    cover = rasterise(project(mesh.points, camera), mesh.triangles, camera.side)
    corners = mesh.triangles[cover.triangle[cover.hit]]
    weights = cover.weights[cover.hit][..., None]
    normal = (mesh.normals[corners] * weights).sum(1)
    normal = floats(normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9))
    kinds, light = mesh.kinds[corners[:, 0]], LIGHTS["street"]
    occlusion = floats((mesh.occlusion[corners] * weights[..., 0]).sum(1))
    rows, columns = np.nonzero(cover.hit)
    lit = Lit(normal, kinds, occlusion, np.full(len(rows), 0.03, np.float32), rows, columns)
    shadow = cast_shadow(cover, light, camera.pixels_per_cm)[cover.hit]
    grey = light_pixels(np.full((len(rows), 3), _ALBEDO, np.float32), lit, light, shadow).mean(1)
    image = np.zeros((camera.side, camera.side, 4), np.float32)
    values = [np.clip(grey, 0, 1) ** (1 / GAMMA), kinds == Kind.CLOTH, kinds == Kind.EAR, np.ones(len(rows))]
    image[cover.hit] = np.stack(values, 1)
    small = cv2.resize(image, (camera.side // 2, camera.side // 2), interpolation=cv2.INTER_AREA)
    small = small / np.concatenate([np.repeat(np.maximum(small[..., 3:], 0.02), 3, 2), np.ones_like(small[..., 3:])], 2)
    return _crop(np.clip(small * 255, 0, 255).round().astype(np.uint8))


def _crop(image: Picture) -> Picture:
    middle, half = image.shape[1] // 2, int(WIDTH_CM * FIGURE_PX_PER_CM / 2)
    tall = int((TOP_CM - BOTTOM_CM) * FIGURE_PX_PER_CM)
    top = (image.shape[0] - tall) // 2
    return image[top : top + tall, middle - half : middle + half]


def _limbs(phase: float) -> list[Grid]:
    """Arms and legs swinging against each other, as tubes."""
    swing = float(np.sin(phase))
    parts = []
    for sign in (-1.0, 1.0):
        reach = sign * swing
        lift = max(0.0, float(np.cos(phase) * sign)) * 6
        parts += _leg(sign, reach, lift) + _arm(sign, -reach)
    return parts


def _leg(sign: float, reach: float, lift: float) -> list[Grid]:
    hip = (sign * 8.5, -78, -3)
    knee = (sign * 9.2, -118 + lift * 0.6, 3 + 9 * reach + lift)
    ankle = (sign * 9.5, -154 + lift, 24 * reach - lift)
    leg = _limb((hip, knee, ankle), (8.8, 7.0, 5.4))
    toe = (sign * 11, -157.5 + lift, 24 * reach - lift + 13)
    shoe = _limb(
        ((ankle[0], -156 + lift, ankle[2] - 3), (sign * 10, -156.5 + lift, ankle[2] + 4), toe), (4.6, 4.9, 3.4)
    )
    return [surface(leg, Kind.LEG), surface(shoe, Kind.SHOE, 0.35)]


def _arm(sign: float, reach: float) -> list[Grid]:
    shoulder, upper = (sign * 14.0, -21.5, -1), (sign * 18.6, -30, -2)
    elbow = (sign * 21.8, -48, -4 + 5 * reach)
    wrist = (sign * 22.6, -71, 2 + 11 * reach)
    hand = (sign * 22.0, -81, 4 + 12 * reach)
    sleeve = _limb((shoulder, upper, elbow, wrist), (4.2, 5.8, 4.9, 3.7))
    return [surface(sleeve, Kind.CLOTH), surface(_limb((wrist, hand), (3.2, 3.4)), Kind.EAR)]


def _limb(joints: tuple[tuple[float, float, float], ...], radii: tuple[float, ...]) -> Floats:
    last = len(joints) - 1
    at = np.concatenate([[0.0], np.linspace(0, last, 24), [float(last)]])
    knots = np.arange(len(joints))
    path = np.stack([np.interp(at, knots, [joint[axis] for joint in joints]) for axis in range(3)], 1)
    thick = np.interp(at, knots, radii)
    thick[[0, -1]] = 0.05  # closes the ends
    path[[0, -1]] += 0.3 * (path[[0, -1]] - path[[2, -3]])
    return tube(floats(path), floats(thick), 18)


def dress(step: Picture, clothes: Clothes) -> Picture:
    """Colour one step: (h, w, 4) with straight alpha."""
    rows = np.flatnonzero(step[..., 3].any(1))
    grey = step[rows, :, :1].astype(np.float32) / (255 * _ALBEDO ** (1 / GAMMA))
    shares = step[rows, :, 1:3].astype(np.float32) / 255
    change = floats([clothes.shirt, clothes.skin]) - floats(clothes.trousers)
    colour = np.minimum((shares @ change + floats(clothes.trousers)) * grey, 255)
    out = np.zeros_like(step)
    out[rows, :, :3], out[..., 3] = np.maximum(colour, 0), step[..., 3]
    return out


def load_steps() -> tuple[Picture, ...]:
    """Read the packaged steps."""
    sheet = read_webp(read_packaged("figure.webp"), "sprites of the walking figure")
    if sheet.shape[1] % STEPS:
        raise SpritesMissing(f"The walking figure has the wrong size; {MAKE_AGAIN}")
    return tuple(np.split(sheet, STEPS, axis=1))


def pack_steps() -> bytes:
    """Draw and encode all steps."""
    return pack_webp(np.hstack([draw_step(step) for step in range(STEPS)]))
