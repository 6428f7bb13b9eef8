"""What a face detector is, and how every detector here scales a frame. It finds faces and says nothing else."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from overt.vision.values import Faces, Layout, Pixels


class Detector(Protocol):
    """Finds faces in (height, width, 3) uint8 RGB, safely from several threads."""

    layout: Layout

    def detect(self, pixels: Pixels) -> Faces:
        """Return the faces, in pixels of the array given."""
        ...


def resized(pixels: Pixels, scale: float, out: Pixels | None = None) -> Pixels:
    """Scale a picture: averaging when it shrinks to less than half, interpolating otherwise."""
    import cv2

    height, width = pixels.shape[:2]
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    if size == (width, height):
        return pixels
    how = cv2.INTER_AREA if scale <= 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, dst=out, interpolation=how), np.uint8)


def large_enough(faces: Faces, smallest_px: float) -> Faces:
    """Drop the faces whose shorter side is smaller."""
    return faces if not len(faces) else faces.select(faces.sides_px >= smallest_px)
