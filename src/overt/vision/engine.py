"""The one protocol every face engine is driven through: detect, chip, template, compare. It never sees a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from overt.vision.passports import Passport
from overt.vision.values import Faces, Floats, Pixels


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """How large the detector sees a frame.

    `longest_side_px`: the frame is scaled so that its longer side has this many pixels before detection; None
    leaves the size to the detector. `smallest_face_px`: shorter side of the smallest face box wanted, in pixels of
    the frame given; smaller faces are dropped; None takes the passport's.
    """

    longest_side_px: int | None = None
    smallest_face_px: float | None = None


@runtime_checkable
class Engine(Protocol):
    """A detector, a template model and a comparison, with their passport. Safe to use from several threads."""

    @property
    def passport(self) -> Passport:
        """What the engine is, may be used for, and was measured to do."""
        ...

    def detect(self, pixels: Pixels) -> Faces:
        """Find faces in (height, width, 3) uint8 RGB; boxes and landmarks come back in pixels of that array."""
        ...

    def chip(self, pixels: Pixels, landmarks: Floats, out: Pixels | None = None) -> Pixels:
        """Return the aligned (h, w, 3) uint8 chip of the face with these (5, 2) landmarks of this engine's layout.

        With `out` it is written there, so that the caller owns the only copy.
        """
        ...

    def templates(self, chips: Pixels) -> Floats:
        """Return (n, d) float32 templates of (n, h, w, 3) uint8 chips; n may be 0."""
        ...

    def scores(self, probes: Floats, gallery: Floats) -> Floats:
        """Return (n, m) float32 similarities of (n, d) probes with (m, d) templates; higher is more alike."""
        ...

    def pair_scores(self, probes: Floats, templates: Floats) -> NDArray[np.float64]:
        """Return the (k,) float64 similarity of row with row, (k, d) each.

        Computed in float64 row by row, so that a score never depends on which others were in the batch.
        """
        ...
