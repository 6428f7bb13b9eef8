"""Measures an engine's stages on this machine, in milliseconds. It looks at noise, never at a picture of anybody."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from overt.vision.engine import Engine
from overt.vision.match import match
from overt.vision.pictures import read_picture
from overt.vision.values import Gallery, Pixels

SIZES = ((512, 640), (640, 360), (1280, 720), (1920, 1080))
"""A portrait as enrolment searches it, and three sizes of video."""
BATCHES = (1, 8)
LISTS = (1_000, 20_000)


@dataclass(frozen=True, slots=True)
class StageCost:
    """One stage: what was done, the median and the fastest of `runs` in milliseconds."""

    stage: str
    median_ms: float
    fastest_ms: float
    runs: int


def bench_engine(engine: Engine, runs: int = 7) -> Iterator[StageCost]:
    """Yield the cost of each stage as it is measured: decode, detect, chip, template and match."""
    chance = np.random.default_rng(1)
    for width, height in SIZES:
        frame = _noise(chance, height, width)
        data = _jpeg(frame)
        yield _measured(f"decode picture {width}x{height}", partial(read_picture, data), runs)
        yield _measured(f"detect {width}x{height}", partial(engine.detect, frame), runs)
    template = engine.passport.template
    for batch in BATCHES:
        chips = chance.integers(0, 256, (batch, template.chip_px, template.chip_px, 3), np.uint8)
        yield _measured(f"template batch {batch}", partial(engine.templates, chips), runs)
    probe = chance.standard_normal((1, template.dimensions), np.float32)
    threshold = engine.passport.threshold_scale[1]
    for size in LISTS:
        gallery = Gallery(
            chance.standard_normal((size, template.dimensions), np.float32), np.arange(size, dtype=np.int32)
        )
        yield _measured(f"match {size}", partial(match, engine, probe, gallery, threshold), runs)


def _measured(stage: str, work: Callable[[], object], runs: int) -> StageCost:
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return StageCost(stage, statistics.median(times), min(times), runs)


def _noise(chance: np.random.Generator, height: int, width: int) -> Pixels:
    """Return a frame of soft noise, so that a decoder and a detector have as much to do as with a scene."""
    import cv2

    coarse = chance.integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _jpeg(pixels: Pixels) -> bytes:
    import cv2

    return bytes(cv2.imencode(".jpg", pixels)[1])
