"""Enrolment pictures of drawn people: indoors, in another light than the clip. Never photographs."""

import io
from collections.abc import Sequence

import numpy as np

from overt.rehearsal.figure import dress, load_steps
from overt.rehearsal.head import Picture
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.sheets import STILL_LIGHT, Pose, Sheet, load_sheet
from overt.rehearsal.stage import Scene, clothes_of, lay, place_body, place_head, premultiply

STILL_YAWS = (0.0, -0.2, 0.2)
"""Turns of the head of a subject's pictures, in the order in which they are given."""
_WIDTH, _HEIGHT = 480, 600
_PX_PER_CM = 11.0
_QUALITY = 92


def draw_still(sheet: Sheet, yaw: float = 0.0) -> Picture:
    """Draw a portrait (600, 480, 3) RGB before a plain wall, the face 154 pixels wide."""
    down = np.linspace(206, 186, _HEIGHT)[:, None, None]
    pixels = np.broadcast_to(down + np.array([-4.0, 0.0, 3.0]), (_HEIGHT, _WIDTH, 3)).astype(np.uint8)
    scene = Scene(pixels.copy(), np.zeros((_HEIGHT, _WIDTH), np.uint8))
    eyes = (_WIDTH / 2, 0.42 * _HEIGHT)
    body = premultiply(dress(load_steps()[0], clothes_of(sheet.person)))
    lay(scene, body, place_body(eyes, _PX_PER_CM), 1)
    lay(scene, premultiply(sheet.sprite(Pose(yaw, STILL_LIGHT))), place_head(eyes, _PX_PER_CM), 1)
    return scene.pixels


def enrolment_still(person: DrawnPerson, yaw: float = 0.0) -> bytes:
    """Give one enrolment picture of a shipped person as JPEG."""
    return _jpeg(draw_still(load_sheet(person), yaw))


def enrolment_stills(person: DrawnPerson, yaws: Sequence[float] = STILL_YAWS) -> tuple[bytes, ...]:
    """Give the enrolment pictures of a shipped person as JPEG, the frontal one first."""
    sheet = load_sheet(person)
    return tuple(_jpeg(draw_still(sheet, yaw)) for yaw in yaws)


def _jpeg(picture: Picture) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
