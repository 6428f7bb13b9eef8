"""Judges one enrolment picture: exactly one face, large, sharp and frontal enough, or reasons in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from overt.vision.detectors import resized
from overt.vision.engine import Engine
from overt.vision.quality import QualityLimits, assess, cut_off, engine_limits, geometry, reason
from overt.vision.values import Faces, Floats, Pixels, Quality

_SEARCHES = ((640, 1.0), (1600, 2.0))
"""How a picture is searched: the longest side in px and the largest enlargement. YuNet was trained on faces of up to
300 px, so a portrait is found when small; a tiny face is found when large, so that it can be called too small."""
_BYSTANDER_SHARE = 0.35
"""A second face smaller than this share of the largest is background, not a second person in the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureAssessment:
    """What a picture is good for.

    `reasons` are words for a person and `codes` the same for the ledger, both empty when accepted. `quality`,
    `chip` (h, w, 3) uint8 and `box` (4,) px belong to the face judged, None when there was none or more than one.
    `other_boxes` (n, 4) px are the other faces, to be hidden wherever the picture is shown.
    """

    accepted: bool
    reasons: tuple[str, ...]
    codes: tuple[str, ...]
    quality: Quality | None
    chip: Pixels | None
    box: Floats | None
    other_boxes: Floats


def assess_picture(engine: Engine, pixels: Pixels, limits: QualityLimits | None = None) -> PictureAssessment:
    """Find the one face of an enrolment picture, (h, w, 3) uint8 RGB, and judge it; limits default to the engine's."""
    limits = limits or engine_limits(engine)
    faces = find_faces(engine, pixels)
    if not len(faces):
        return _refused("no_face", faces)
    order = np.argsort(-faces.sides_px)
    if len(faces) > 1 and faces.sides_px[order[1]] >= _BYSTANDER_SHARE * faces.sides_px[order[0]]:
        return _refused("two_faces", faces)
    return _judged(engine, pixels, faces.select(order), limits)


def find_faces(engine: Engine, pixels: Pixels) -> Faces:
    """Find the sure faces of a still picture, at a size where a portrait fits the detector, then at a larger one."""
    for longest_px, largest_scale in _SEARCHES:
        scale = min(longest_px / max(pixels.shape[:2]), largest_scale)
        small = resized(pixels, scale)
        faces = engine.detect(small)
        sure = faces.select(faces.scores >= engine.passport.detector.sure_score)
        if len(sure):
            break
    unscale = np.array([pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]], np.float32)
    return Faces(sure.boxes * np.tile(unscale, 2), sure.scores, sure.landmarks * unscale, sure.layout)


def _judged(engine: Engine, pixels: Pixels, faces: Faces, limits: QualityLimits) -> PictureAssessment:
    found = geometry(faces.eyes_and_noses[0], faces.layout)
    chip = engine.chip(pixels, faces.landmarks[0])
    quality = assess(chip, found, limits)
    if cut_off(faces.boxes[0], pixels.shape[1], pixels.shape[0]):
        quality = replace(quality, refusals=("cut_off", *quality.refusals))
    reasons = tuple(reason(code, quality, limits) for code in quality.refusals)
    return PictureAssessment(
        quality.accepted, reasons, quality.refusals, quality, chip, faces.boxes[0], faces.boxes[1:]
    )


def _refused(code: str, faces: Faces) -> PictureAssessment:
    return PictureAssessment(False, (reason(code),), (code,), None, None, None, faces.boxes)
