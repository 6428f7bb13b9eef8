"""Makes pictures of bystanders harmless before any person or file receives them (I-10). There is no switch.

Mosaic cells are averages, so what they replace is gone. JPEG is written by OpenCV, which adds no metadata.

How coarse: measured on 150 pairs of photographs with dlib's template and a stronger one, the attacker knowing where
every landmark lies and the list holding 150 people (chance 0.7 %). A face 5 cells wide was ranked first in 2 % of cases
(4 % when the list held the very picture shown; 8 % when the list was pixelated likewise), 8 cells in 17 %, 12 cells in
49 %. So a face the detector missed is shown at most 5 cells wide as long as it is at most an eighth of the frame wide;
a detected face of any size is one flat patch. Of 32 drawn people so shown, 2 were ranked first (chance 1). One
preview at a time was measured, not a fusion of many.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overt.vision.align import cut
from overt.vision.errors import VisionError
from overt.vision.values import Faces, Floats, Pixels, Shot, check_pixels

PREVIEW_CELLS = 40
"""Cells across a preview's width."""
VIEW_PX = 192
"""Side of the square an alert shows."""
_VIEW_BOXES = 2.0
"""Side of that square in sizes of the face box."""
_VIEW_CELLS = 6
"""Cells across it outside the head shown, so that a bystander as near as the face is 3 cells wide."""
_HEAD_BOXES = 0.7
"""Half side of what counts as one head, in sizes of its box: forehead, ears and chin are more than the box."""
_JPEG_QUALITY = 90


def preview(pixels: Pixels, faces: Faces, width_px: int) -> bytes:
    """Return a JPEG of the frame, `width_px` wide: 40 cells across everywhere, and each face one flat patch."""
    import cv2

    check_pixels(pixels)
    height, width = pixels.shape[:2]
    rows = max(round(PREVIEW_CELLS * height / width), 1)
    thinned = cv2.resize(pixels, (PREVIEW_CELLS * 8, rows * 8), interpolation=cv2.INTER_NEAREST)
    cells = cv2.resize(thinned, (PREVIEW_CELLS, rows), interpolation=cv2.INTER_AREA)
    for box in faces.boxes * (PREVIEW_CELLS / width):
        _flatten(np.asarray(cells, np.uint8), box)
    size = (width_px, max(round(width_px * height / width), 1))
    return _jpeg(np.asarray(cv2.resize(cells, size, interpolation=cv2.INTER_NEAREST), np.uint8))


def face_view(pixels: Pixels, box: Floats, other_boxes: Floats, out: Pixels) -> None:
    """Write into `out` (s, s, 3) the face in `box` (4,) px with its surroundings; everything but this head is a mosaic.

    Where two heads overlap, a pixel belongs to the nearer one, in sizes of each. Black where the frame ends.
    """
    import cv2

    side = len(out)
    step = _VIEW_BOXES * _size(box) / side
    corner = _centre(box) - step * side / 2
    cut(pixels, np.array([[step, 0, corner[0]], [0, step, corner[1]]]), side, out)
    cells = cv2.resize(out, (_VIEW_CELLS, _VIEW_CELLS), interpolation=cv2.INTER_AREA)
    mosaic = cv2.resize(cells, (side, side), interpolation=cv2.INTER_NEAREST)
    hidden = ~_head_shown(box, other_boxes, corner, step, side)
    np.copyto(out, mosaic, where=hidden[..., None])


def alert_crop(pixels: Pixels, box: Floats, other_boxes: Floats) -> bytes:
    """Return a JPEG of the face in `box` (4,) px; other faces (n, 4) and the surroundings are hidden."""
    check_pixels(pixels)
    out = np.zeros((VIEW_PX, VIEW_PX, 3), np.uint8)
    face_view(pixels, box, other_boxes, out)
    return _jpeg(out)


def shot_jpeg(shot: Shot) -> bytes:
    """Return the JPEG an alert shows of this shot, whose view has everybody else hidden already."""
    return _jpeg(shot.view)


def _flatten(cells: Pixels, box: Floats) -> None:
    """Give all cells a head touches their mean colour, in place."""
    reach = _HEAD_BOXES * _size(box)
    (x0, y0), (x1, y1) = np.floor(_centre(box) - reach), np.ceil(_centre(box) + reach)
    patch = cells[max(int(y0), 0) : max(int(y1), 0), max(int(x0), 0) : max(int(x1), 0)]
    if patch.size:
        patch[:] = patch.reshape(-1, 3).mean(axis=0).astype(np.uint8)


def _head_shown(box: Floats, other_boxes: Floats, corner: Floats, step: float, side: int) -> NDArray[np.bool_]:
    """Return the (side, side) mask of the pixels that belong to this head and to no other."""
    along = ((np.arange(side) + 0.5) * step).astype(np.float32)
    x, y = along + np.float32(corner[0]), (along + np.float32(corner[1]))[:, None]
    own = _squared_distance(x, y, box)
    shown = own <= _HEAD_BOXES**2
    for other in other_boxes:
        if _near(box, other):
            theirs = _squared_distance(x, y, other)
            shown &= (theirs > _HEAD_BOXES**2) | (own < theirs)
    return shown


def _near(box: Floats, other: Floats) -> bool:
    """Whether the circles that stand for two heads can touch."""
    return bool(np.hypot(*(_centre(box) - _centre(other))) < _HEAD_BOXES * (_size(box) + _size(other)))


def _squared_distance(x: Floats, y: Floats, box: Floats) -> Floats:
    """Squared distance of each pixel from the centre of a box, in sizes of the box."""
    centre, size = _centre(box), np.float32(_size(box))
    return np.asarray(((x - centre[0]) / size) ** 2 + ((y - centre[1]) / size) ** 2, np.float32)


def _centre(box: Floats) -> Floats:
    return (box[:2] + box[2:]) / np.float32(2)


def _size(box: Floats) -> float:
    return float(max(box[2] - box[0], box[3] - box[1], 1.0))


def _jpeg(pixels: Pixels) -> bytes:
    import cv2

    written, data = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    )
    if not written:
        raise VisionError("jpeg_not_written", "A picture could not be written as JPEG.")
    return bytes(data)
