"""The drawn passer-by of the proof: one walk towards the camera, then an empty street, and what is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from overt.cli.demonstration.clip import kept
from overt.rehearsal.canary import Canary
from overt.rehearsal.crowd import Clip, CrowdPlan
from overt.rehearsal.people import load_cast
from overt.rehearsal.walk import Walker, Waypoint
from overt.vision.engine import Engine
from overt.vision.values import Pixels

WALK_SECONDS = 3.6
EMPTY_SECONDS = 9.0
_FACE_SHARE = 0.25
"""What is cut off each side of a detected face: only skin, so that nothing of the street is taken for a face."""
_SMALLEST_PX = 24


@dataclass(frozen=True, eq=False)
class Look:
    """One frame of the walk: what to look for of it, and the digest of its template.

    `face` holds the inside of the face as pixels and the template; `others` the aligned chip, and the face's brightness
    as the video decoder had it.
    """

    face: Canary
    others: tuple[Canary, ...]
    digest: str


def walk() -> Clip:
    """Return the clip of the walk, drawn once and kept beside the other clips."""
    path = (Waypoint(0.0, -0.15, 7.0), Waypoint(WALK_SECONDS, 0.0, 2.7))
    walker = Walker(load_cast().passers[-1], listed=False, start_seconds=0.4, path=path)
    return kept(CrowdPlan((walker,), WALK_SECONDS + EMPTY_SECONDS, seed=41, frames_per_second=12))


def looks_of(clip: Path, engine: Engine) -> list[Look]:
    """Return what a pipeline could have seen of the walk: every frame of it in which this engine finds one face."""
    found = []
    for index, pixels, brightness in _frames(clip):
        faces = engine.detect(pixels)
        box = tuple(round(float(edge)) for edge in faces.boxes[0]) if len(faces) == 1 else (0, 0, 0, 0)
        inside = _inside(pixels, box)
        if min(inside.shape[:2]) >= _SMALLEST_PX:
            chip = engine.chip(pixels, faces.landmarks[0])
            template = engine.templates(chip[None])[0].copy()
            others = (_middle(chip), _inside(brightness, box))
            name = f"walk-{index}"
            digest = sha256(template.tobytes()).hexdigest()
            found.append(Look(Canary(name, inside, template), tuple(Canary(name, one, None) for one in others), digest))
    return found


def _frames(clip: Path) -> Iterator[tuple[int, Pixels, Pixels]]:
    """Give number, RGB and brightness (h, w, 3) of each frame of the walk, without the empty street after it."""
    import av

    with av.open(str(clip)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if float(frame.time or 0.0) > WALK_SECONDS + 1:
                return
            plane = frame.planes[0]
            luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
            yield index, np.asarray(frame.to_ndarray(format="rgb24"), np.uint8), np.stack([luma] * 3, axis=2)


def _inside(pixels: Pixels, box: tuple[int, ...]) -> Pixels:
    x0, y0, x1, y1 = box
    return _middle(pixels[max(0, y0) : y1, max(0, x0) : x1])


def _middle(picture: Pixels) -> Pixels:
    down, across = (round(side * _FACE_SHARE) for side in picture.shape[:2])
    height, width = picture.shape[:2]
    return picture[down : height - down, across : width - across].copy()
