"""Finds faces with YuNet on onnxruntime, with our own decoding of its grids. It runs no other network.

YuNet (Wu, Peng, Yu: Machine Intelligence Research 20, 2023) answers on grids of 8, 16 and 32 px with `cls`, `obj`,
`bbox` and `kps`; the score is the root of cls times obj. The file of March 2023 takes 640 x 640 only; that of May
2026 is the same network for any multiple of 32.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from overt.vision.detectors import large_enough, resized
from overt.vision.errors import EngineUnusable
from overt.vision.sessions import Session, open_session
from overt.vision.values import Faces, Floats, Layout, Pixels

_STRIDES = (8, 16, 32)
_OUTPUTS = tuple(f"{kind}_{stride}" for kind in ("cls", "obj", "bbox", "kps") for stride in _STRIDES)
_OVERLAP = 0.3
"""Boxes that overlap more are one face: the value YuNet was published with."""


class YuNet:
    """The detector. `longest_side_px` None sees the frame at its own size (or 640 px for the fixed file)."""

    layout = Layout.EYES_NOSE_MOUTH

    def __init__(
        self, model: bytes, *, lowest_score: float, smallest_face_px: float, longest_side_px: int | None
    ) -> None:
        self._session = open_session(model, "YuNet")
        self._side = _fixed_side(self._session)
        self._lowest_score = lowest_score
        self._smallest_px = smallest_face_px
        self._longest_px = longest_side_px
        self._local = threading.local()

    def detect(self, pixels: Pixels) -> Faces:
        """Return the faces scored at least the lowest score, best first."""
        scale = self._scale(pixels)
        small = resized(pixels, scale)
        image = self._planes(small)
        answers = dict(zip(_OUTPUTS, self._session.run(_OUTPUTS, {"input": image}), strict=True))
        faces = keep_best(decode(answers, image.shape[3], self._lowest_score))
        factors = np.array([pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]], np.float32)
        return large_enough(_stretched(faces, factors), self._smallest_px)

    def _scale(self, pixels: Pixels) -> float:
        longest = max(pixels.shape[:2])
        if self._side is not None:
            return float(self._side / longest)
        return 1.0 if self._longest_px is None else float(self._longest_px / longest)

    def _planes(self, pixels: Pixels) -> Floats:
        """Return (1, 3, h, w) float32 BGR, filled with zeros to multiples of 32, in this thread's own buffer."""
        import cv2

        height, width = pixels.shape[:2]
        side = self._side
        shape = (1, 3, side or -(-height // 32) * 32, side or -(-width // 32) * 32)
        if getattr(self._local, "size", None) != (height, width):
            self._local.size = (height, width)
            self._local.image = np.zeros(shape, np.float32)
            self._local.planes = [np.empty((height, width), np.uint8) for _ in range(3)]
        image: Floats = self._local.image
        red, green, blue = cv2.split(pixels, self._local.planes)
        for plane, target in zip((blue, green, red), image[0, :, :height, :width], strict=True):
            np.copyto(target, plane)
        return image


def _fixed_side(session: Session) -> int | None:
    """Return the side the model insists on, None when it takes any; refuse what is not YuNet."""
    inputs = session.get_inputs()
    missing = set(_OUTPUTS) - {output.name for output in session.get_outputs()}
    if missing or len(inputs) != 1 or inputs[0].name != "input" or len(inputs[0].shape) != 4:
        raise EngineUnusable("not_yunet", "The detector's weights are not YuNet's: its inputs or outputs are others.")
    side = inputs[0].shape[3]
    return side if isinstance(side, int) else None


def decode(answers: dict[str, NDArray[np.float32]], width_px: int, lowest_score: float) -> Faces:
    """Turn the grids into faces in pixels of the network's image, every grid cell above the score a face."""
    parts = [_decode_stride(answers, stride, width_px // stride, lowest_score) for stride in _STRIDES]
    boxes, scores, landmarks = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Faces(boxes, scores, landmarks, Layout.EYES_NOSE_MOUTH)


def _decode_stride(
    answers: dict[str, NDArray[np.float32]], stride: int, columns: int, lowest_score: float
) -> tuple[Floats, Floats, Floats]:
    """Decode only the cells that can score enough: a handful among thousands."""
    product = answers[f"cls_{stride}"][0, :, 0] * answers[f"obj_{stride}"][0, :, 0]
    cells = np.flatnonzero(product >= lowest_score**2)
    corner = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    box = answers[f"bbox_{stride}"][0, cells]
    centre = (corner + box[:, :2]) * stride
    half = np.exp(box[:, 2:]) * (stride / 2)
    points = (answers[f"kps_{stride}"][0, cells].reshape(-1, 5, 2) + corner[:, None]) * stride
    boxes = np.concatenate([centre - half, centre + half], axis=1)
    return (
        boxes.astype(np.float32, copy=False),
        np.sqrt(np.clip(product[cells], 0.0, 1.0)),
        points.astype(np.float32, copy=False),
    )


def keep_best(faces: Faces, overlap: float = _OVERLAP) -> Faces:
    """Keep, best first, the faces no better one overlaps by more than this (greedy non-maximum suppression)."""
    from overt.vision.motion import overlaps

    faces = faces.select(np.argsort(-faces.scores, kind="stable"))
    shared = overlaps(faces.boxes, faces.boxes) > overlap
    kept = np.ones(len(faces), np.bool_)
    for row in range(len(faces)):
        if kept[row]:
            kept[row + 1 :] &= ~shared[row, row + 1 :]
    return faces.select(kept)


def _stretched(faces: Faces, factors: Floats) -> Faces:
    return Faces(faces.boxes * np.tile(factors, 2), faces.scores, faces.landmarks * factors, faces.layout)
