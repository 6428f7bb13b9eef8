"""The typed arrays that pass between stages: frames, faces, shots, galleries, candidates. They only check shapes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from overt.vision.errors import ArraysRefused

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Indices = NDArray[np.intp] | NDArray[np.bool_]


class Layout(StrEnum):
    """What the five landmarks of a face are, in this order. "Right" and "left" are the person's own."""

    EYES_NOSE_MOUTH = "eyes_nose_mouth"
    """Right eye, left eye, nose tip, right mouth corner, left mouth corner (YuNet, ArcFace)."""
    EYE_CORNERS_NOSE = "eye_corners_nose"
    """Left eye outer and inner corner, right eye outer and inner corner, base of the nose (dlib)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of video.

    `pixels` is (height, width, 3) uint8 RGB, `index` counts from 0 in the source, `captured_at` is
    monotonic seconds of this process, `source_seconds` is the source's own time.
    """

    pixels: Pixels
    index: int
    captured_at: float
    source_seconds: float

    def __post_init__(self) -> None:
        check_pixels(self.pixels)


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Faces found in one frame, as parallel arrays, in pixels of the frame that was given.

    `boxes` (n, 4) float32 x0 y0 x1 y1, `scores` (n,) float32 0 … 1 of the detector (never a similarity), `landmarks`
    (n, 5, 2) float32 x y in the order of `layout`. Boxes may reach beyond the frame.
    """

    boxes: Floats
    scores: Floats
    landmarks: Floats
    layout: Layout = Layout.EYES_NOSE_MOUTH

    def __post_init__(self) -> None:
        count = len(self.scores)
        shapes = (self.boxes.shape, self.scores.shape, self.landmarks.shape)
        if shapes != ((count, 4), (count,), (count, 5, 2)):
            raise ArraysRefused("faces_shape", f"Boxes, scores and landmarks of faces do not fit together: {shapes}.")

    @classmethod
    def empty(cls, layout: Layout = Layout.EYES_NOSE_MOUTH) -> Faces:
        """Return no faces."""
        zeros = np.zeros
        return cls(zeros((0, 4), np.float32), zeros(0, np.float32), zeros((0, 5, 2), np.float32), layout)

    def __len__(self) -> int:
        return len(self.scores)

    def select(self, which: Indices) -> Faces:
        """Return the faces at these indices, or where this mask is true."""
        return Faces(self.boxes[which], self.scores[which], self.landmarks[which], self.layout)

    @property
    def centres(self) -> Floats:
        """Box centres, (n, 2) float32 px."""
        return np.asarray((self.boxes[:, :2] + self.boxes[:, 2:]) * np.float32(0.5), np.float32)

    @property
    def sides_px(self) -> Floats:
        """The shorter side of each box, (n,) float32 px."""
        return np.asarray(np.min(self.boxes[:, 2:] - self.boxes[:, :2], axis=1), np.float32)

    @property
    def eyes_and_noses(self) -> Floats:
        """Centre of the right eye, of the left eye, and the nose: (n, 3, 2) float32 px."""
        points = self.landmarks
        if self.layout is Layout.EYES_NOSE_MOUTH:
            return points[:, :3]
        left = (points[:, 0] + points[:, 1]) * np.float32(0.5)
        right = (points[:, 2] + points[:, 3]) * np.float32(0.5)
        return np.stack([right, left, points[:, 4]], axis=1)


@dataclass(frozen=True, slots=True)
class Quality:
    """Image quality of one face, named after the measures of ISO/IEC 29794-5 (method follows, no conformance claimed).

    `eye_distance_px` between eye centres in the frame (inter-eye distance); `sharpness` 0 blurred … 1 sharp;
    `yaw`, `pitch`, `roll` estimated radians, 0 frontal; `luminance_mean` 0…1; `under_exposed` and
    `over_exposed` are shares 0…1 of the face's pixels that are nearly black and nearly white.
    `refusals` holds reason codes of `overt.vision.quality.REASONS`; a face with none may be templated.
    """

    eye_distance_px: float
    sharpness: float
    yaw: float
    pitch: float
    roll: float
    luminance_mean: float
    under_exposed: float
    over_exposed: float
    refusals: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against making a template."""
        return not self.refusals


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One chosen look at a face. `chip` and `view` lie in buffers the passages own and wipe: copy nothing.

    `chip` (h, w, 3) uint8 RGB aligned for the engine's template; `view` (h, w, 3) uint8 RGB, what an alert may
    show: the face with a margin, other faces already hidden; `box` (4,) float32 px in frame `frame_index`.
    """

    chip: Pixels
    view: Pixels
    box: Floats
    quality: Quality
    frame_index: int
    captured_at: float


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """The opened watchlist of one deployment: `vectors` (m, d) float32 and `subjects` (m,) int32, a row a picture."""

    vectors: Floats
    subjects: NDArray[np.int32]

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.subjects.shape != (len(self.vectors),):
            shapes = (self.vectors.shape, self.subjects.shape)
            raise ArraysRefused("gallery_shape", f"Templates and subjects of a gallery do not fit together: {shapes}.")

    def __len__(self) -> int:
        return len(self.subjects)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject whose best picture scored at or above the threshold for one probe.

    `picture` is the row in the gallery, `score` the similarity (higher = more alike), `margin` the distance down
    to the best score of any other subject, None when the gallery has only one subject.
    """

    subject: int
    picture: int
    score: float
    margin: float | None = None


def check_pixels(pixels: Pixels) -> None:
    """Refuse anything but a non-empty (height, width, 3) uint8 array."""
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.size == 0:
        told = f"{pixels.shape} {pixels.dtype}"
        raise ArraysRefused("pixels_shape", f"A picture must be height x width x 3 bytes of RGB; this one is {told}.")
