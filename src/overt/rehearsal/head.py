"""A drawn person as a model that can be turned and lit, and the picture of it. It draws nobody who exists."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from overt.rehearsal import eyes, paint
from overt.rehearsal.body import ears, neck, shoulders, spectacles
from overt.rehearsal.curves import GAMMA, Floats, floats, smoothstep
from overt.rehearsal.hair import hair, hair_cover, hair_inside
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.mesh import Grid, Mesh, join
from overt.rehearsal.raster import rasterise
from overt.rehearsal.shade import LIGHTS, Lit, cast_shadow, light_pixels
from overt.rehearsal.skull import face

Picture = npt.NDArray[np.uint8]

FACE_CM = 14.0
"""What is called the width of a face: ear to ear at the plane of the eyes."""
CENTRE_CM = -1.5
"""Height of the middle of every picture, from the eye line."""
_PIVOT = floats([0, -6, -2.5])


@dataclass(frozen=True)
class View:
    """How a head is seen: angles in radians (yaw positive to the picture's right), light, and how far eyes are shut.

    `heading` turns the whole person; yaw and pitch turn the head on its shoulders.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    heading: float = 0.0
    light: str = "soft"
    closed: float = 0.0


@dataclass(frozen=True)
class Model:
    """The surfaces of one person: `solid` is opaque; `hair` thins out at its edges and is laid over."""

    person: DrawnPerson
    solid: Mesh
    hair: Mesh | None


@dataclass(frozen=True)
class Camera:
    """A square picture of `side` pixels at `pixels_per_cm`, its middle `centre_cm` from the eye line."""

    side: int
    pixels_per_cm: float
    centre_cm: float = CENTRE_CM
    viewer_cm: float = 250.0
    """How far away the viewer is: what is near looks larger."""


def build(person: DrawnPerson) -> Model:
    """Build the model of a person: some 70 ms."""
    front = face(person)
    strands = hair(person)
    solid: Sequence[Grid] = [
        front, neck(person), shoulders(person.skull.neck), *ears(person), *hair_inside(person),
        *spectacles(person, front),
    ]  # fmt: skip
    return Model(person, join(solid), join(strands) if strands else None)


def render(model: Model, view: View, side: int, face_px: float, smoothing: int = 2) -> Picture:
    """Draw a square RGBA picture (side, side, 4), straight alpha, with the face `face_px` wide.

    `smoothing` is how many times finer it is drawn before being scaled down.
    """
    fine = Camera(side * smoothing, face_px * smoothing / FACE_CM)
    light, cover = _draw_layers(model, view, fine)
    return _develop(light, cover, side, smoothing)


def _draw_layers(model: Model, view: View, camera: Camera) -> tuple[Floats, Floats]:
    """Give premultiplied light (n, n, 3) and cover (n, n) of skin with hair laid over it."""
    base = _draw_layer(model.person, model.solid, view, camera, hair_layer=False)
    light, cover = base.light, base.cover
    if model.hair is not None:
        over = _draw_layer(model.person, model.hair, view, camera, hair_layer=True)
        share = over.cover * (over.depth > base.depth)
        behind = (1 - cover) * over.cover * (over.depth <= base.depth)
        light = light * (1 - share)[..., None] + over.light * (share + behind)[..., None]
        cover = cover + (1 - cover) * np.maximum(share, behind)
    return floats(light), floats(cover)


@dataclass(frozen=True)
class _Layer:
    light: Floats
    cover: Floats
    depth: Floats


def _draw_layer(person: DrawnPerson, mesh: Mesh, view: View, camera: Camera, *, hair_layer: bool) -> _Layer:
    points, normals = _pose(mesh, view)
    cover = rasterise(project(points, camera), mesh.triangles, camera.side)
    hit = cover.hit
    corners = mesh.triangles[cover.triangle[hit]]
    weights = cover.weights[hit][..., None]
    rest, normal = (mesh.points[corners] * weights).sum(1), (normals[corners] * weights).sum(1)
    normal = normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9)
    canvas = paint.start(person, floats(rest), mesh.kinds[corners[:, 0]], _unturned(normal, view))
    _paint(canvas, view, hair_layer)
    rows, columns = np.nonzero(hit)
    occlusion = (mesh.occlusion[corners] * weights[..., 0]).sum(1)
    turned = _turned(canvas.normals, normal, canvas, view)
    lit = Lit(turned, canvas.kinds, floats(occlusion), canvas.gloss, rows, columns)
    light = LIGHTS[view.light]
    shadow = cast_shadow(cover, light, camera.pixels_per_cm)[hit]
    picture = np.zeros((*hit.shape, 3), np.float32)
    picture[hit] = light_pixels(floats(np.clip(canvas.colour, 0.003, 1)), lit, light, shadow)
    share = hit.astype(np.float32)
    if hair_layer:
        share[hit] = hair_cover(person, floats(rest), floats(normal[:, 2]))
    return _Layer(picture, share, cover.depth)


def _paint(canvas: paint.Canvas, view: View, hair_layer: bool) -> None:
    paint.paint_hair(canvas)
    if hair_layer:
        return
    paint.paint_skin(canvas)
    paint.paint_nose_and_lips(canvas)
    paint.paint_brows(canvas)
    eyes.paint_eyes(canvas, view.closed)
    paint.paint_beard(canvas)
    paint.paint_scalp(canvas)
    paint.paint_things(canvas)


def _rotation(yaw: float, pitch: float) -> Floats:
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    return floats(np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]]) @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]))


def _pose(mesh: Mesh, view: View) -> tuple[Floats, Floats]:
    """Turn the head on its neck, each point by its own share, then the whole person."""
    head, whole = _rotation(view.yaw, view.pitch), _rotation(view.heading, 0)
    share = mesh.turn[:, None]
    points = mesh.points + share * ((mesh.points - _PIVOT) @ head.T + _PIVOT - mesh.points)
    normals = mesh.normals + share * (mesh.normals @ head.T - mesh.normals)
    return floats(points @ whole.T), floats(normals @ whole.T)


def _unturned(normals: Floats, view: View) -> Floats:
    """Bring normals back into the head's own frame, where the painter rounds the eyeballs."""
    return floats(normals @ _rotation(view.heading, 0) @ _rotation(view.yaw, view.pitch))


def _turned(painted: Floats, seen: Floats, canvas: paint.Canvas, view: View) -> Floats:
    """Take the painter's normals on the face, turned with the head, and the surface's own elsewhere."""
    turned = painted @ _rotation(view.yaw, view.pitch).T @ _rotation(view.heading, 0).T
    return floats(np.where(canvas.front[:, None] > 0, turned, seen))


def project(points: Floats, camera: Camera) -> Floats:
    """Project with a slight perspective: x right, y down in pixels, z towards the viewer in centimetres."""
    away = camera.viewer_cm / (camera.viewer_cm - points[:, 2])
    scale = camera.pixels_per_cm * away
    x = points[:, 0] * scale + camera.side / 2
    y = camera.side / 2 - (points[:, 1] - camera.centre_cm) * scale
    return floats(np.stack([x, y, points[:, 2]], 1))


def _develop(light: Floats, cover: Floats, side: int, smoothing: int) -> Picture:
    """Scale premultiplied light down and give display values with straight alpha."""
    import cv2

    def down(image: Floats) -> Floats:
        soft = cv2.GaussianBlur(image, (0, 0), 0.45 * smoothing)
        return floats(cv2.resize(soft, (side, side), interpolation=cv2.INTER_AREA))

    alpha = down(cover)
    straight = down(light) / np.maximum(alpha, 0.02)[..., None]
    colour = 255 * np.clip(straight, 0, 1) ** (1 / GAMMA) * (alpha > 0.004)[..., None]
    return np.dstack([colour, 255 * np.clip(alpha, 0, 1)]).round().astype(np.uint8)


def fade_edges(picture: Picture, margin_px: int) -> Picture:
    """Fade the bottom and the sides of a picture out, where a separately drawn body goes on."""
    height, width = picture.shape[:2]
    up = np.arange(height)[::-1]
    across = np.minimum(np.arange(width), np.arange(width)[::-1])
    fade = smoothstep(0, margin_px, up)[:, None] * smoothstep(0, margin_px, across)[None]
    out = picture.copy()
    out[..., 3] = (picture[..., 3] * fade).round().astype(np.uint8)
    return out
