"""Image quality of a face, and why a face is refused, in words.

Measures are named after ISO/IEC 29794-5 and follow its method where it is public; no conformance is claimed. Nothing
here knows the watchlist: quality is about the picture alone, and nothing about the person is inferred.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from overt.vision.engine import Engine
from overt.vision.values import Floats, Layout, Pixels, Quality

REASONS: Mapping[str, str] = {
    "no_face": "no face was found",
    "two_faces": "more than one face was found",
    "too_small": "the face is too small",
    "turned_away": "the face is turned away",
    "tilted": "the face is tipped up or down",
    "blurred": "the face is blurred",
    "too_dark": "the face is too dark",
    "too_bright": "the face is too bright",
    "cut_off": "the face is cut off by the edge of the picture",
    "no_buffer": "too many faces at once",
}
"""Every reason code a face can be refused for, and its words."""


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """What a face must reach before a template is made of it. Angles in radians, luminance 0 … 1."""

    smallest_eye_distance_px: float = 24.0
    largest_yaw: float = 0.6
    largest_pitch: float = 0.6
    lowest_sharpness: float = 0.16
    """A photograph blurred with a Gaussian of 3 px at 46 px between the eyes has a median of 0.17, untouched 0.36."""
    lowest_luminance: float = 0.10
    highest_luminance: float = 0.92
    largest_clipped_share: float = 0.5


def engine_limits(engine: Engine) -> QualityLimits:
    """Return the quality limits with the smallest eye distance of the engine's passport."""
    return QualityLimits(smallest_eye_distance_px=engine.passport.template.smallest_eye_distance_px)


@dataclass(frozen=True, slots=True)
class Geometry:
    """What the landmarks alone tell: eye distance in px, estimated yaw, pitch and roll in radians."""

    eye_distance_px: float
    yaw: float
    pitch: float
    roll: float


_SHARP = 0.35
"""The sharpness of an ordinary photograph; more is not better."""


@dataclass(frozen=True, slots=True)
class _NoseModel:
    """Where the nose landmark of a layout sits on a frontal face, in eye distances: how far out and how far down."""

    out: float
    down: float


_NOSES = {Layout.EYES_NOSE_MOUTH: _NoseModel(0.65, 0.57), Layout.EYE_CORNERS_NOSE: _NoseModel(0.33, 0.82)}


def geometry(points: Floats, layout: Layout) -> Geometry:
    """Estimate pose from the right eye, left eye and nose, (3, 2) px.

    The nose moves sideways by its length times the sine of yaw and the eyes close up by its cosine, so their ratio is
    a tangent. Calibrated on drawn heads: yaw is good to about 0.15 rad, pitch only tells a face far up or down.
    """
    (right_x, right_y), (left_x, left_y), (nose_x, nose_y) = points.tolist()
    across, rise = left_x - right_x, left_y - right_y
    apparent = max(math.hypot(across, rise), 1e-6)
    along_x, along_y = across / apparent, rise / apparent
    offset_x, offset_y = nose_x - (left_x + right_x) / 2, nose_y - (left_y + right_y) / 2
    sideways = (offset_x * along_x + offset_y * along_y) / apparent
    down = (offset_y * along_x - offset_x * along_y) / apparent
    model = _NOSES[layout]
    yaw = math.atan(sideways / model.out)
    pitch = math.atan((down * math.cos(yaw) - model.down) / model.out)
    return Geometry(apparent / max(math.cos(yaw), 0.5), yaw, pitch, math.atan2(along_y, along_x))


def geometry_refusals(found: Geometry, limits: QualityLimits) -> tuple[str, ...]:
    """Return the reason codes the landmarks alone give."""
    checks = (
        ("too_small", found.eye_distance_px < limits.smallest_eye_distance_px),
        ("turned_away", abs(found.yaw) > limits.largest_yaw),
        ("tilted", abs(found.pitch) > limits.largest_pitch),
    )
    return tuple(code for code, refused in checks if refused)


def assess(chip: Pixels, found: Geometry, limits: QualityLimits) -> Quality:
    """Measure the quality of an aligned (h, w, 3) uint8 RGB chip whose landmarks gave this geometry."""
    import cv2

    grey = cv2.resize(cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY), (64, 64), interpolation=cv2.INTER_AREA)[8:56, 10:54]
    mean, spread = (float(value[0, 0]) for value in cv2.meanStdDev(grey))
    edges = float(cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))[1][0, 0])
    dark = float(np.count_nonzero(grey < 16)) / grey.size
    bright = float(np.count_nonzero(grey > 245)) / grey.size
    sharpness = edges / (edges + max(spread, 8.0))
    light = (
        ("blurred", sharpness < limits.lowest_sharpness),
        ("too_dark", mean / 255 < limits.lowest_luminance or dark > limits.largest_clipped_share),
        ("too_bright", mean / 255 > limits.highest_luminance or bright > limits.largest_clipped_share),
    )
    refusals = geometry_refusals(found, limits) + tuple(code for code, refused in light if refused)
    return Quality(
        eye_distance_px=found.eye_distance_px,
        sharpness=sharpness,
        yaw=found.yaw,
        pitch=found.pitch,
        roll=found.roll,
        luminance_mean=mean / 255,
        under_exposed=dark,
        over_exposed=bright,
        refusals=refusals,
    )


ADVICE = ("larger", "more_frontal", "sharper", "better_lit")
"""What would make an accepted picture compare better, as codes."""


def advice(quality: Quality, engine: Engine) -> tuple[str, ...]:
    """Return which of `ADVICE` would help a face that is good enough: it is nearer to a limit than it should be."""
    limits = engine_limits(engine)
    helps = {
        "larger": quality.eye_distance_px < 2 * limits.smallest_eye_distance_px,
        "more_frontal": max(abs(quality.yaw), abs(quality.pitch)) > limits.largest_yaw / 2,
        "sharper": quality.sharpness < (limits.lowest_sharpness + _SHARP) / 2,
        "better_lit": not 0.2 <= quality.luminance_mean <= 0.8
        or quality.under_exposed + quality.over_exposed > limits.largest_clipped_share / 2,
    }
    return tuple(code for code in ADVICE if helps[code])


def geometric_value(found: Geometry) -> float:
    """How good a shot could at best be by its geometry: 0 … 1, from size and frontal pose."""
    size = min(found.eye_distance_px / 60.0, 1.0)
    return math.sqrt(size) * math.cos(found.yaw) ** 2 * math.cos(found.pitch)


def value(quality: Quality) -> float:
    """How good a shot is, 0 … 1: size, frontal pose, sharpness, exposure. Similarity to anybody is no part of it."""
    found = Geometry(quality.eye_distance_px, quality.yaw, quality.pitch, quality.roll)
    exposure = 1.0 - min(quality.under_exposed + quality.over_exposed, 1.0)
    return geometric_value(found) * min(quality.sharpness / _SHARP, 1.0) * exposure


def cut_off(box: Floats, width_px: int, height_px: int) -> bool:
    """Whether more than a tenth of the face box (4,) lies beyond an edge of the picture."""
    across, down = (box[2] - box[0]) * 0.1, (box[3] - box[1]) * 0.1
    return bool(box[0] < -across or box[1] < -down or box[2] > width_px + across or box[3] > height_px + down)


def reason(code: str, quality: Quality | None = None, limits: QualityLimits | None = None) -> str:
    """Say a refusal in words, with the measured figure where one helps."""
    if code == "too_small" and quality is not None and limits is not None:
        wanted = limits.smallest_eye_distance_px
        return f"{REASONS[code]}: eyes {quality.eye_distance_px:.0f} px apart, at least {wanted:.0f} needed"
    return REASONS[code]
