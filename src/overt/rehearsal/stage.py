"""Puts walkers into a picture: turns sprites the last few degrees, scales, blurs and lays them over each other."""

from dataclasses import dataclass, field

import numpy as np

from overt.rehearsal.curves import GAMMA, Floats, floats, smoothstep
from overt.rehearsal.figure import FIGURE_PX_PER_CM, TOP_CM, WIDTH_CM, Clothes, dress, load_steps
from overt.rehearsal.head import CENTRE_CM, Picture
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.paint import skin_colour
from overt.rehearsal.sheets import ASIDE, PX_PER_CM, SIDE_CM, SIDE_PX, YAWS, Pose, Sheet
from overt.rehearsal.walk import Stance

_TURN_STEP = 0.02
_PIVOT_CM = -2.5


@dataclass
class Scene:
    """A picture being put together: `pixels` (h, w, 3) RGB and, for every pixel, who is in front (0: nobody)."""

    pixels: Picture
    owner: Picture


@dataclass(frozen=True)
class Placed:
    """Where a sprite goes: its left top corner in the picture and pixels of picture per pixel of sprite."""

    left: float
    top: float
    scale: float


@dataclass
class Actor:
    """One person's sprites ready for laying over: heads by pose, bodies by step, premultiplied by alpha."""

    sheet: Sheet
    light: str
    steps: tuple[Picture, ...]
    _heads: dict[tuple[Pose, int], Picture] = field(default_factory=dict)

    def head(self, where: Stance, away: bool) -> Picture:
        """Give the head as it stands now; eyes half shut are a mix of the open and the shut sprite."""
        pose, rest = nearest_pose(where.yaw, self.light, away)
        turn = round(rest / _TURN_STEP)
        opened = self._turned(pose, turn)
        if where.closed <= 0 or away or abs(pose.yaw) > 0.21:
            return opened
        import cv2

        shut = self._turned(Pose(pose.yaw, self.light, shut=True), turn)
        return np.asarray(cv2.addWeighted(shut, where.closed, opened, 1 - where.closed, 0), np.uint8)

    def _turned(self, pose: Pose, turn: int) -> Picture:
        key = (pose, turn)
        if key not in self._heads:
            self._heads[key] = turn_sprite(premultiply(self.sheet.sprite(pose)), turn * _TURN_STEP)
        return self._heads[key]

    def body(self, where: Stance) -> Picture:
        """Give the body in its step."""
        return self.steps[int(where.step) % len(self.steps)]


def make_actor(sheet: Sheet, light: str) -> Actor:
    """Dress a person for a clip in the light it is drawn in."""
    clothes = clothes_of(sheet.person)
    return Actor(sheet, light, tuple(premultiply(dress(step, clothes)) for step in load_steps()))


def clothes_of(person: DrawnPerson) -> Clothes:
    """Give the colours of a person's body: their shirt, dark trousers of their own, the skin of their hands."""
    skin = 255 * np.clip(skin_colour(person), 0, 1) ** (1 / GAMMA)
    shade = 34 + person.grain % 37
    red, green, blue = (int(value) for value in skin)
    return Clothes(person.shirt, (shade, shade + person.grain % 7, shade + person.grain % 19), (red, green, blue))


def nearest_pose(yaw: float, light: str, away: bool) -> tuple[Pose, float]:
    """Give the sprite closest to a yaw and the turn that is left over, radians."""
    if away:
        return Pose(0.0, light, away=True), 0.0
    known = (-ASIDE, *YAWS, ASIDE) if abs(yaw) > 0.8 else YAWS
    closest = min(known, key=lambda one: abs(one - yaw))
    return Pose(closest, light), float(np.clip(yaw - closest, -0.12, 0.12))


def premultiply(sprite: Picture) -> Picture:
    """Multiply colour by alpha, so that sprites can be scaled and blurred without fringes."""
    alpha = sprite[..., 3:].astype(np.uint16)
    colour = (sprite[..., :3] * alpha + 127) // 255
    return np.concatenate([colour.astype(np.uint8), sprite[..., 3:]], axis=2)


def turn_sprite(sprite: Picture, yaw: float) -> Picture:
    """Turn a head by a few more hundredths of a radian: every pixel moves as far as its depth makes it."""
    if yaw == 0.0:
        return sprite
    import cv2

    source_x, source_y = _turn_map(yaw)
    turned = cv2.remap(sprite, source_x, source_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def _turn_map(yaw: float) -> tuple[Floats, Floats]:
    rows, columns = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
    x = columns / PX_PER_CM - SIDE_CM / 2
    y = SIDE_CM / 2 - rows / PX_PER_CM + CENTRE_CM
    depth = 9.3 * np.sqrt(np.clip(1 - (x / 8.5) ** 2 - ((y + 1) / 16) ** 2, 0, 1)) - _PIVOT_CM
    shift = yaw * depth * smoothstep(-15, -10, y) * PX_PER_CM
    return floats(columns - shift), floats(rows)


def place_head(eyes: tuple[float, float], scale: float) -> Placed:
    """Place a head sprite with its eyes at a pixel; `scale` in pixels of picture per centimetre."""
    factor = scale / PX_PER_CM
    return Placed(eyes[0] - SIDE_PX / 2 * factor, eyes[1] - (SIDE_CM / 2 + CENTRE_CM) * scale, factor)


def place_body(eyes: tuple[float, float], scale: float) -> Placed:
    """Place a body under a head whose eyes are at a pixel."""
    return Placed(eyes[0] - WIDTH_CM / 2 * scale, eyes[1] - TOP_CM * scale, scale / FIGURE_PX_PER_CM)


def lay(scene: Scene, sprite: Picture, at: Placed, owner: int, blur: tuple[int, int] = (1, 1)) -> None:
    """Lay a premultiplied sprite over the scene, blurred by its movement, and note whose pixels it covers."""
    import cv2

    height, width = scene.owner.shape
    left, top = int(np.floor(at.left)) - blur[0], int(np.floor(at.top)) - blur[1]
    right = int(np.ceil(at.left + sprite.shape[1] * at.scale)) + blur[0]
    bottom = int(np.ceil(at.top + sprite.shape[0] * at.scale)) + blur[1]
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if x0 >= x1 or y0 >= y1:
        return
    shift = floats([[at.scale, 0, at.left - x0], [0, at.scale, at.top - y0]])
    over = cv2.warpAffine(_fit(sprite, at.scale, shift), shift, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    if blur != (1, 1):
        over = cv2.blur(over, blur)
    alpha = np.ascontiguousarray(over[..., 3])
    under = scene.pixels[y0:y1, x0:x1]
    clear = cv2.cvtColor(255 - alpha, cv2.COLOR_GRAY2RGB)
    colour = cv2.cvtColor(over, cv2.COLOR_RGBA2RGB)
    scene.pixels[y0:y1, x0:x1] = cv2.add(colour, cv2.multiply(under, clear, scale=1 / 255))
    scene.owner[y0:y1, x0:x1][alpha > 127] = owner


def _fit(sprite: Picture, scale: float, shift: Floats) -> Picture:
    """Halve a sprite that will be drawn much smaller, correcting the placement: linear sampling would alias."""
    import cv2

    if scale >= 0.6:
        return sprite
    shift[0, 0] = sprite.shape[1] * scale / (sprite.shape[1] // 2)
    shift[1, 1] = sprite.shape[0] * scale / (sprite.shape[0] // 2)
    size = (sprite.shape[1] // 2, sprite.shape[0] // 2)
    return np.asarray(cv2.resize(sprite, size, interpolation=cv2.INTER_AREA), np.uint8)


def hidden_share(scene: Scene, box: tuple[float, float, float, float], owner: int) -> float:
    """Give the share of the face in a box (an ellipse) that somebody else or the picture's edge hides."""
    x0, y0, x1, y1 = (round(edge) for edge in box)
    rows, columns = np.mgrid[y0:y1, x0:x1]
    inside = ((columns + 0.5 - (x0 + x1) / 2) / (x1 - x0)) ** 2 + ((rows + 0.5 - (y0 + y1) / 2) / (y1 - y0)) ** 2
    face = inside <= 0.2
    height, width = scene.owner.shape
    seen = face & (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    mine = scene.owner[rows[seen], columns[seen]] == owner
    return float(1 - mine.sum() / max(1, face.sum()))
