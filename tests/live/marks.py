"""A world of coloured marks for tests of order and counting: an engine that finds them, and clips they walk through.

The engine obeys the engine protocol and works on real pixels after a real codec; a mark's mean colour is its template.
It says nothing about faces: those tests use drawn people.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from overt.live.errors import AlertNotRecorded, ComparisonStopped
from overt.live.values import AlertCandidate, Match
from overt.vision.passports import Passport, passport
from overt.vision.values import Faces, Floats, Pixels
from tests.live.clips import Picture

RED, GREEN, BLUE, YELLOW = (220, 40, 40), (40, 200, 40), (40, 40, 220), (210, 200, 40)
MARK_PX = 80
WIDTH, HEIGHT = 480, 288
_DIMENSIONS = 128


@dataclass(frozen=True)
class Walk:
    """One mark walking once from left to right at a height, from one frame to another."""

    colour: tuple[int, int, int]
    first: int
    last: int
    top: int = 100


def draw_walks(walks: Sequence[Walk], frames: int) -> list[Picture]:
    """Draw the frames of a clip."""
    return [_frame(walks, number) for number in range(frames)]


def long_walks(frames: int, colours: Sequence[tuple[int, int, int]]) -> list[Picture]:
    """Draw one mark after another walking through, each for three seconds."""
    walks = [Walk(colours[number % len(colours)], at, at + 70) for number, at in enumerate(range(2, frames - 72, 78))]
    return draw_walks(walks, frames)


def _frame(walks: Sequence[Walk], number: int) -> Picture:
    picture = np.full((HEIGHT, WIDTH, 3), 110, np.uint8)
    for walk in walks:
        if walk.first <= number <= walk.last:
            share = (number - walk.first) / (walk.last - walk.first)
            left = round(8 + share * (WIDTH - MARK_PX - 16))
            picture[walk.top : walk.top + MARK_PX, left : left + MARK_PX] = _mark(walk.colour)
    return picture


def _mark(colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    squares = np.add.outer(np.arange(MARK_PX) // 8, np.arange(MARK_PX) // 8) % 2
    shade = np.where(squares, 1.0, 0.55)[..., None]
    return (np.array(colour) * shade).astype(np.uint8)


def mark_picture(colour: tuple[int, int, int]) -> Picture:
    """A picture of one mark before a plain wall, as a watchlist would hold it."""
    return draw_walks([Walk(colour, 0, 2)], 2)[1]


def template_of(colour: tuple[int, int, int]) -> Floats:
    """The template the engine makes of a mark of this colour, (128,)."""
    chip = np.broadcast_to(_mark(colour), (1, MARK_PX, MARK_PX, 3))
    made: Floats = _templates(chip)[0]
    return made


def _templates(chips: NDArray[np.uint8]) -> Floats:
    templates = np.zeros((len(chips), _DIMENSIONS), np.float32)
    if len(chips):
        templates[:, :3] = chips[:, 16:-16, 16:-16].mean(axis=(1, 2)) / 255
    return templates


@dataclass
class MarkEngine:
    """Finds coloured marks. `before_detect` and `before_templates` let a test delay or break a stage."""

    before_detect: Callable[[], None] = lambda: None
    before_templates: Callable[[], None] = lambda: None
    largest_at_once: int = 0
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def passport(self) -> Passport:
        return passport("dlib")

    def detect(self, pixels: Pixels) -> Faces:
        with self._lock:
            self._at_once += 1
            self.largest_at_once = max(self.largest_at_once, self._at_once)
        try:
            self.before_detect()
            return _find(pixels)
        finally:
            with self._lock:
                self._at_once -= 1

    def chip(self, pixels: Pixels, landmarks: Floats, out: Pixels | None = None) -> Pixels:
        side = self.passport.template.chip_px
        middle, reach = landmarks.mean(axis=0), float(np.ptp(landmarks[:, 0])) * 1.2
        x0, y0 = (max(0, round(float(edge))) for edge in middle - reach)
        x1, y1 = (round(float(edge)) for edge in middle + reach)
        chip = cv2.resize(pixels[y0:y1, x0:x1], (side, side), interpolation=cv2.INTER_NEAREST)
        if out is None:
            return np.asarray(chip, np.uint8)
        out[:] = chip
        return out

    def templates(self, chips: Pixels) -> Floats:
        self.before_templates()
        return _templates(chips)

    def scores(self, probes: Floats, gallery: Floats) -> Floats:
        return (1 - np.linalg.norm(probes[:, None] - gallery[None], axis=2)).astype(np.float32)

    def pair_scores(self, probes: Floats, templates: Floats) -> NDArray[np.float64]:
        return 1 - np.linalg.norm(probes.astype(np.float64) - templates, axis=1)


def _find(pixels: Pixels) -> Faces:
    coloured = (pixels.max(axis=2).astype(int) - pixels.min(axis=2) > 45).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(coloured)
    boxes = [(x, y, x + w, y + h) for x, y, w, h, area in stats[1:] if area > MARK_PX**2 // 2]
    landmarks = [[(x0 + (x1 - x0) * x, y0 + (y1 - y0) * y) for x, y in _LANDMARKS] for x0, y0, x1, y1 in boxes]
    shape = (len(boxes), 5, 2)
    return Faces(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.full(len(boxes), 0.9, np.float32),
        np.array(landmarks, np.float32).reshape(shape),
    )


_LANDMARKS = ((0.3, 0.4), (0.7, 0.4), (0.5, 0.628), (0.35, 0.8), (0.65, 0.8))


@dataclass
class ColourList:
    """A comparer whose watchlist is colours by name; a test may take its leave away or make it fail."""

    listed: dict[str, tuple[int, int, int]]
    may_compare: bool = True
    stops: bool = False
    before: Callable[[], None] = lambda: None
    compared: int = 0

    def compare(self, probes: Floats) -> tuple[tuple[Match, ...], ...]:
        self.before()
        if self.stops or not self.may_compare:
            raise ComparisonStopped("halted", "This deployment is halted.")
        self.compared += len(probes)
        return tuple(self._matches(probe) for probe in probes)

    def _matches(self, probe: Floats) -> tuple[Match, ...]:
        scores = {name: 1 - float(np.linalg.norm(probe - template_of(colour))) for name, colour in self.listed.items()}
        return tuple(Match(name, f"{name}-picture", score) for name, score in scores.items() if score >= 0.85)


@dataclass
class AlertBook:
    """A sink that keeps alerts in a list; `refuse` are how many it first fails to record."""

    alerts: list[AlertCandidate] = field(default_factory=list)
    refuse: int = 0
    fail: bool = False

    def raise_alert(self, alert: AlertCandidate) -> None:
        if self.fail:
            raise RuntimeError("the sink is broken")
        if self.refuse:
            self.refuse -= 1
            raise AlertNotRecorded("not_recorded", "It could not be written.")
        self.alerts.append(alert)

    @property
    def entries(self) -> list[str]:
        """Whom the alerts were about, in order."""
        return [alert.match.entry for alert in self.alerts]


def uneven(seed: int, longest_seconds: float) -> Callable[[], None]:
    """A delay of a different length each time."""
    generator = random.Random(seed)
    return lambda: time.sleep(generator.random() * longest_seconds)
