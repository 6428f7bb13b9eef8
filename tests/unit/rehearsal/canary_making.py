"""Canaries made of drawn people on the drawn street, for the tests of the search."""

import io
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from overt.rehearsal.canary import Canary, Findings, search
from overt.rehearsal.people import load_cast
from overt.rehearsal.sheets import Pose, Sheet, load_sheet
from overt.rehearsal.street import draw_street
from overt.vision.values import Floats, Pixels

FACE_PX = 96
_CROP_PX = 120
FRONTAL = Pose(0.0)
NAMES = tuple(person.name for person in (*load_cast().passers, *load_cast().listed))


@cache
def sheet_of(name: str) -> Sheet:
    people = {person.name: person for person in (*load_cast().passers, *load_cast().listed)}
    return load_sheet(people[name])


@cache
def street() -> Pixels:
    return draw_street(960, 540, 5)


def on_street(name: str, pose: Pose = FRONTAL, seed: int = 1) -> tuple[Pixels, tuple[int, int]]:
    """Give a frame with one drawn person in it and the corner of the face's crop of 120 by 120 pixels."""
    generator = np.random.default_rng((seed, NAMES.index(name)))
    sprite = sheet_of(name).sprite(pose).astype(np.float32)
    frame = street().astype(np.float32)
    size = len(sprite)
    x, y = int(generator.integers(0, 960 - size)), int(generator.integers(0, 540 - size))
    alpha = sprite[..., 3:] / 255
    frame[y : y + size, x : x + size] += alpha * (sprite[..., :3] - frame[y : y + size, x : x + size])
    noisy = np.clip(frame + generator.normal(0, 2, frame.shape), 0, 255).astype(np.uint8)
    # The face is in the middle of a sprite, a little below its eyes.
    return noisy, (x + (size - _CROP_PX) // 2, y + (size - _CROP_PX) // 2)


def probe_of(name: str, pose: Pose = FRONTAL, seed: int = 1) -> Pixels:
    frame, (x, y) = on_street(name, pose, seed)
    return frame[y : y + _CROP_PX, x : x + _CROP_PX].copy()


def template_of(name: str) -> Floats:
    return np.random.default_rng((99, NAMES.index(name))).normal(0, 0.09, 128).astype(np.float32)


def canary_of(name: str) -> Canary:
    return Canary(name, probe_of(name), template_of(name))


def scaled(pixels: Pixels, factor: float) -> Pixels:
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=method), np.uint8)


def encoded(pixels: Pixels, kind: str = "JPEG", **options: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def found_in(home: Path, content: bytes, *names: str) -> set[tuple[str, str]]:
    """Write `content` between other bytes to a file of the folder and give the canaries and forms that were found."""
    filler = np.random.default_rng(8)
    (home / "media").mkdir(exist_ok=True)
    (home / "media" / "planted").write_bytes(filler.bytes(1237) + content + filler.bytes(777))
    return pairs(search(home, [canary_of(name) for name in names or NAMES[:2]]))


def pairs(findings: Findings) -> set[tuple[str, str]]:
    return {(hit.canary, hit.form) for hit in findings.hits}


def forms(found: set[tuple[str, str]], name: str) -> set[str]:
    assert all(canary == name for canary, _ in found), found
    return {form for _, form in found}
