"""The background of a clip: a drawn street, seen by a long lens. No photograph is used."""

import numpy as np

from overt.rehearsal.curves import floats, waves
from overt.rehearsal.head import Picture

_WALL, _SHOP, _DOOR, _KERB = (136, 116, 104), (62, 74, 84), (84, 56, 48), (150, 148, 142)
_GROUND_SHARE = 0.3
"""How far down the picture the wall meets the ground."""


def draw_street(width: int, height: int, seed: int) -> Picture:
    """Draw the street as RGB (height, width, 3)."""
    import cv2

    generator = np.random.default_rng(seed)
    image = np.zeros((height, width, 3), np.uint8)
    ground = int(_GROUND_SHARE * height)
    _draw_wall(image, ground, generator)
    _draw_paving(image, ground)
    rows, columns = np.mgrid[0:height:4, 0:width:4].astype(np.float32)
    patches = 1 + 0.05 * waves(seed, 10, 0.02, columns, rows) + 0.03 * waves(seed + 1, 10, 0.11, columns, rows)
    patches = cv2.resize(floats(patches), (width, height))
    soft = cv2.GaussianBlur(image, (0, 0), width / 500)
    return np.asarray(np.clip(soft * patches[..., None], 0, 255), np.uint8)


def _draw_wall(image: Picture, ground: int, generator: np.random.Generator) -> None:
    import cv2

    width = image.shape[1]
    image[:ground] = _WALL
    course = max(3, ground // 22)
    for row in range(0, ground, course):
        cv2.line(image, (0, row), (width, row), tuple(int(0.88 * c) for c in _WALL), 1)
    at = -width // 20
    while at < width:
        wide = int(width * generator.uniform(0.1, 0.2))
        door = generator.random() < 0.3
        colour = tuple(int(c * generator.uniform(0.85, 1.2)) for c in (_DOOR if door else _SHOP))
        low = ground - (0 if door else ground // 6)
        cv2.rectangle(image, (at, ground // 12), (at + wide, low), colour, -1)
        for pane in range(at + wide // 3, at + wide, max(4, wide // 3)):
            cv2.line(image, (pane, ground // 12), (pane, low), tuple(int(0.7 * c) for c in colour), 2)
        at += wide + int(width * generator.uniform(0.03, 0.08))


def _draw_paving(image: Picture, ground: int) -> None:
    """Lay slabs that shrink towards the wall."""
    import cv2

    height, width = image.shape[:2]
    down = np.linspace(0, 1, height - ground)[:, None, None]
    image[ground:] = (floats([118, 116, 112]) + down * floats([22, 21, 18])).astype(np.uint8)
    image[ground : ground + max(3, height // 60)] = _KERB
    seam = (104, 102, 99)
    for step in range(1, 14):
        row = int(ground + (height - ground) * (1.0 / (14 - step) - 1 / 14) * 1.4)
        cv2.line(image, (0, row), (width, row), seam, 1)
    for step in range(-12, 13):
        top, bottom = (width // 2 + int(step * width * 0.1), ground), (width // 2 + int(step * width * 0.3), height)
        cv2.line(image, top, bottom, seam, 1, cv2.LINE_AA)
