"""Who walks where: paths on the pavement, gaze, blinks, and the lens they are seen through. Metres and seconds."""

from dataclasses import dataclass
from math import pi

import numpy as np

from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.truth import Box

_STEPS_PER_SECOND = 1.9
_EYES_UNDER_TOP_M = 0.12
_BLINK_SECONDS = 0.2
_BLINK_EVERY_SECONDS = 2.9


@dataclass(frozen=True)
class Waypoint:
    """Where a walker is at a time after their start: `x_m` to the right of the lens, `z_m` away from it."""

    seconds: float
    x_m: float
    z_m: float


@dataclass(frozen=True)
class Gaze:
    """Where the head is turned: a mean yaw and a slow swing about it, radians; `away` shows the back."""

    yaw: float = 0.0
    swing: float = 0.08
    away: bool = False


@dataclass(frozen=True)
class Walker:
    """One person walking once through the picture."""

    person: DrawnPerson
    listed: bool
    start_seconds: float
    path: tuple[Waypoint, ...]
    height_m: float = 1.7
    gaze: Gaze = Gaze()
    phase: float = 0.0
    """Shifts steps, blinks and the swing of the head, so that nobody walks in step; 0..1."""

    @property
    def end_seconds(self) -> float:
        """When the walker has left."""
        return self.start_seconds + self.path[-1].seconds


@dataclass(frozen=True)
class Stance:
    """A walker at one moment: place of the eyes (metres), yaw, eyelids (0 open, 1 shut), walking step (0..8)."""

    x_m: float
    eyes_m: float
    z_m: float
    yaw: float
    closed: float
    step: float


def stance(walker: Walker, seconds: float) -> Stance:
    """Say how a walker stands `seconds` into the clip."""
    since = seconds - walker.start_seconds
    times = [point.seconds for point in walker.path]
    x = float(np.interp(since, times, [point.x_m for point in walker.path]))
    z = float(np.interp(since, times, [point.z_m for point in walker.path]))
    beat = 2 * pi * (_STEPS_PER_SECOND * since + walker.phase)
    bob = 0.016 * float(np.sin(beat))
    sway = 0.012 * float(np.sin(beat / 2))
    yaw = walker.gaze.yaw + walker.gaze.swing * float(np.sin(2 * pi * (0.31 * since + walker.phase)))
    eyes = walker.height_m - _EYES_UNDER_TOP_M + bob
    return Stance(x + sway, eyes, z, yaw, _closed(since, walker.phase), (beat / (4 * pi) * 8) % 8)


def _closed(since: float, phase: float) -> float:
    into = (since + phase * _BLINK_EVERY_SECONDS) % _BLINK_EVERY_SECONDS
    return float(np.clip(2.2 * np.sin(pi * into / _BLINK_SECONDS), 0, 1)) if into < _BLINK_SECONDS else 0.0


@dataclass(frozen=True)
class Lens:
    """A long lens on a post, looking level; the picture shows what lies under the horizon."""

    width: int
    height: int
    focal_px: float
    height_m: float = 2.05

    @property
    def horizon_px(self) -> float:
        """Row of the horizon; it lies above the picture."""
        return -0.06 * self.height

    def scale(self, z_m: float) -> float:
        """Give pixels per centimetre at a distance."""
        return self.focal_px / z_m / 100

    def eyes(self, where: Stance) -> tuple[float, float]:
        """Give the pixel between the eyes."""
        per_metre = self.focal_px / where.z_m
        return self.width / 2 + where.x_m * per_metre, self.horizon_px + (self.height_m - where.eyes_m) * per_metre

    def face_box(self, where: Stance) -> Box:
        """Give the box of the face: 14 cm wide, brow to chin, moved with the turn of the head."""
        x, y = self.eyes(where)
        scale = self.scale(where.z_m)
        x += 4.5 * scale * float(np.sin(np.clip(where.yaw, -pi / 2, pi / 2)))
        return x - 7 * scale, y - 4 * scale, x + 7 * scale, y + 11 * scale


def lens_for(width: int, height: int) -> Lens:
    """Give the lens with which a face 3.4 m away is about an eighth of the picture wide."""
    return Lens(width, height, 3.05 * width)
