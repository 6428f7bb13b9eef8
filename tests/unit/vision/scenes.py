"""Drawn scenes and a small exact engine for tests of the vision room; nobody in them exists."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from overt.vision.passports import Passport, passport
from overt.vision.values import Faces, Floats, Frame, Layout, Pixels


@cache
def drawn_face(person: int = 0, yaw: float = 0.0, light: str = "soft") -> Pixels:
    """A drawn person, (243, 243, 4) uint8 RGBA with a face 100 px wide."""
    from overt.rehearsal.people import load_cast
    from overt.rehearsal.sheets import Pose, load_sheet

    cast = load_cast()
    return load_sheet((cast.listed + cast.passers)[person]).sprite(Pose(yaw, light))


def street(width: int = 640, height: int = 360, seed: int = 5) -> Pixels:
    """A soft, empty background."""
    import cv2

    coarse = np.random.default_rng(seed).integers(80, 170, (9, 16, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def placed(scene: Pixels, sprite: Pixels, x: int, y: int, scale: float = 1.0) -> Pixels:
    """The scene with a sprite laid over it, its upper left corner at (x, y)."""
    import cv2

    if scale != 1.0:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        sprite = np.asarray(cv2.resize(sprite, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    scene = scene.copy()
    part = scene[y : y + len(sprite), x : x + sprite.shape[1]]
    sprite = sprite[: part.shape[0], : part.shape[1]]
    cover = sprite[..., 3:].astype(np.float32) / 255
    part[:] = (sprite[..., :3] * cover + part * (1 - cover)).astype(np.uint8)
    return scene


def faces_at(*middles: tuple[float, float], size: float = 80.0, score: float = 0.9, nose_aside: float = 0.0) -> Faces:
    """Frontal faces with these middles; `nose_aside` in eye distances turns them."""
    if not middles:
        return Faces.empty()
    centre = np.array(middles, np.float32)
    offsets = np.array([[-0.22, -0.15], [0.22, -0.15], [nose_aside * 0.44, 0.1], [-0.18, 0.3], [0.18, 0.3]], np.float32)
    boxes = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
    marks = centre[:, None] + offsets * np.float32(size)
    return Faces(boxes, np.full(len(centre), score, np.float32), marks, Layout.EYES_NOSE_MOUTH)


def textured(height: int = 480, width: int = 640, seed: int = 3) -> Pixels:
    """Sharp mid-grey texture: any chip cut out of it is well lit and not blurred."""
    import cv2

    coarse = np.random.default_rng(seed).integers(60, 200, (height // 4, width // 4, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def frame_at(seconds: float, pixels: Pixels | None = None, index: int = 0) -> Frame:
    """A frame captured at this time."""
    return Frame(textured() if pixels is None else pixels, index, seconds, seconds)


class ExactEngine:
    """A real alignment, and templates that are the mean colour of a chip: simple enough to reckon by hand."""

    def __init__(self) -> None:
        self._passport = passport("yunet-dlib")

    @property
    def passport(self) -> Passport:
        return self._passport

    def detect(self, pixels: Pixels) -> Faces:
        return faces_at((pixels.shape[1] / 2, pixels.shape[0] / 2))

    def chip(self, pixels: Pixels, landmarks: Floats, out: Pixels | None = None) -> Pixels:
        from overt.vision.align import chip_to_frame, cut, mean_face

        mean = mean_face("dlib-resnet", Layout.EYES_NOSE_MOUTH, 150)
        return cut(pixels, chip_to_frame(mean, landmarks), 150, out)

    def templates(self, chips: Pixels) -> Floats:
        return np.asarray(chips.mean(axis=(1, 2)).reshape(-1, 3) / 255, np.float32)

    def scores(self, probes: Floats, gallery: Floats) -> Floats:
        from overt.vision.comparison import one_minus_euclidean

        return one_minus_euclidean(probes, gallery)

    def pair_scores(self, probes: Floats, templates: Floats) -> NDArray[np.float64]:
        from overt.vision.comparison import one_minus_euclidean_pairs

        return one_minus_euclidean_pairs(probes, templates)
