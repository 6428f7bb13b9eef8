"""Cuts aligned chips out of a frame by fitting a mean face onto landmarks. It only turns, scales and moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overt.vision.values import Floats, Layout, Pixels

Matrix = NDArray[np.float64]
"""(2, 3) float64: chip pixel to frame pixel."""

_DLIB_PADDING = 0.25
_DLIB_MEAN_FACE = np.array(
    [
        [0.8595674595992, 0.2134981538014],
        [0.6460604764104, 0.2289674387677],
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.4901123135679, 0.6277975316475],
    ]
)
"""Mean positions of dlib's landmarks, in shares of the unpadded face (dlib, image_transforms/interpolation.h)."""

_ARCFACE_MEAN_FACE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Mean positions in the 112 px chip every ArcFace-family model is trained on (Deng et al., CVPR 2019)."""

_DLIB_CHIP_OF_FIVE_POINTS = np.array(
    [[0.3123, 0.3049], [0.6877, 0.3049], [0.5, 0.5175], [0.3388, 0.6814], [0.6612, 0.6814]]
)
"""Where eyes, nose tip and mouth corners lie in dlib's padded chip, in shares of it.

Medians over 449 photographs of chips that dlib's own landmarks aligned, made symmetric.
"""


def mean_face(model: str, layout: Layout, chip_px: int) -> Matrix:
    """Return where the five landmarks of `layout` belong in a chip for this kind of template model, (5, 2) px."""
    if model == "arcface" and layout is Layout.EYES_NOSE_MOUTH:
        return _ARCFACE_MEAN_FACE * (chip_px / 112)
    if model == "dlib-resnet" and layout is Layout.EYE_CORNERS_NOSE:
        return (_DLIB_MEAN_FACE + _DLIB_PADDING) / (1 + 2 * _DLIB_PADDING) * chip_px - 0.5
    if model == "dlib-resnet":
        return _DLIB_CHIP_OF_FIVE_POINTS * chip_px
    raise ValueError(f"{model} cannot be aligned by {layout}")


def chip_to_frame(mean: Matrix, landmarks: Floats) -> Matrix:
    """Return the similarity that carries the mean face (5, 2) onto landmarks (5, 2) with least squared error.

    Umeyama, IEEE PAMI 13(4), 1991, for two dimensions, where the rotation and scale are one complex number.
    """
    source = mean[:, 0] + 1j * mean[:, 1]
    target = landmarks[:, 0].astype(np.float64) + 1j * landmarks[:, 1]
    spread = source - source.mean()
    turn = np.vdot(spread, target - target.mean()) / np.vdot(spread, spread).real
    move = target.mean() - turn * source.mean()
    return np.array([[turn.real, -turn.imag, move.real], [turn.imag, turn.real, move.imag]])


def cut(pixels: Pixels, matrix: Matrix, chip_px: int, out: Pixels | None = None) -> Pixels:
    """Return the (chip_px, chip_px, 3) uint8 chip, black where it reaches beyond the frame.

    A chip much smaller than what it shows is cut from a reduced copy of that part, so that no detail turns to noise.
    """
    import cv2

    step = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if step >= 2.0:
        pixels, matrix = _reduced(pixels, matrix, chip_px, step)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    chip = cv2.warpAffine(pixels, matrix, (chip_px, chip_px), dst=out, flags=flags, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(chip, np.uint8)


def _reduced(pixels: Pixels, matrix: Matrix, chip_px: int, step: float) -> tuple[Pixels, Matrix]:
    """Return the part of the frame the chip shows, made smaller by whole averages, and the matrix into it."""
    import cv2

    corners = np.array([[0, 0, 1], [chip_px, 0, 1], [0, chip_px, 1], [chip_px, chip_px, 1]], np.float64) @ matrix.T
    height, width = pixels.shape[:2]
    x0, y0 = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    x1, y1 = np.clip(np.ceil(corners.max(axis=0)).astype(int), [x0 + 1, y0 + 1], [width, height])
    size = (max(round((x1 - x0) / step), 1), max(round((y1 - y0) / step), 1))
    small = cv2.resize(pixels[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    moved = matrix.copy()
    moved[:, 2] -= [x0, y0]
    moved *= scale[:, None]
    moved[:, 2] += (scale - 1) / 2
    return np.asarray(small, np.uint8), moved
