"""Finds faces with dlib's gradient-histogram detector and five-point landmarks. It never loads the 68-point model."""

from __future__ import annotations

import math
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from overt.vision.detectors import large_enough, resized
from overt.vision.errors import EngineUnusable
from overt.vision.values import Faces, Floats, Layout, Pixels

_WINDOW_PX = 80.0
"""Side of the detector's window: the smallest face it sees at scale 1 (Dalal and Triggs, CVPR 2005; dlib's filters)."""
_LARGEST_SCALE = 2.0
_STEEPNESS, _MIDDLE = 3.24, -0.075
"""The logistic curve that carries dlib's margin onto 0 … 1: its 0.05 becomes 0.6 and its -0.2 becomes 0.4."""


class DlibHog:
    """The detector. `longest_side_px` None scales so that the smallest face wanted fills the window, at most 2x."""

    layout = Layout.EYE_CORNERS_NOSE

    def __init__(
        self, landmarks: Path, *, lowest_score: float, smallest_face_px: float, longest_side_px: int | None
    ) -> None:
        import dlib

        self._library: Any = dlib
        self._local = threading.local()
        try:
            self._predictor: Any = self._library.shape_predictor(str(landmarks))
        except RuntimeError as error:
            raise EngineUnusable("model_unreadable", f"dlib cannot read its landmarks: {error}.") from error
        self._lowest_score = lowest_score
        self._smallest_px = smallest_face_px
        self._longest_px = longest_side_px
        self._detector()

    def detect(self, pixels: Pixels) -> Faces:
        """Return the faces scored at least the lowest score, best first. dlib releases the interpreter lock."""
        import cv2

        scale = self._scale(pixels)
        grey = np.asarray(cv2.cvtColor(resized(pixels, scale), cv2.COLOR_RGB2GRAY), np.uint8)
        found, margins, _ = self._detector().run(grey, 0, _margin(self._lowest_score))
        if not len(found):
            return Faces.empty(self.layout)
        boxes = np.array([(r.left(), r.top(), r.right() + 1, r.bottom() + 1) for r in found], np.float32)
        points = np.stack([self._landmarks(grey, rectangle) for rectangle in found])
        unscale = np.float32(1 / scale)
        faces = Faces(boxes * unscale, _score(np.array(margins)), points * unscale, self.layout)
        return large_enough(faces, self._smallest_px)

    def _detector(self) -> Any:
        """Return this thread's own: dlib's detector keeps its pyramid inside."""
        if not hasattr(self._local, "detector"):
            self._local.detector = self._library.get_frontal_face_detector()
        return self._local.detector

    def _scale(self, pixels: Pixels) -> float:
        if self._longest_px is not None:
            return float(self._longest_px / max(pixels.shape[:2]))
        return float(min(_WINDOW_PX / self._smallest_px, _LARGEST_SCALE))

    def _landmarks(self, grey: Pixels, rectangle: Any) -> Floats:
        shape = self._predictor(grey, rectangle)
        return np.array([(part.x, part.y) for part in shape.parts()], np.float32)


def _score(margins: NDArray[np.float64]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-_STEEPNESS * (margins - _MIDDLE))), np.float32)


def _margin(score: float) -> float:
    return _MIDDLE + math.log(score / (1 - score)) / _STEEPNESS
