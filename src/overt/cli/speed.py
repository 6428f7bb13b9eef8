"""Measures the pipeline on a recording: each stage, the whole, the slowest stage alone, and the usual loop.

Efficiency is the measured rate divided by the rate of the slowest stage alone with the same batch and as many
threads on all cores. The usual loop is dlib's calls in turn for every frame: HOG upsampled once, landmarks, native
ResNet, in one process.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

import numpy as np

from overt.cli.frames import frames_of
from overt.live.pipeline import Pipeline, PipelineSettings
from overt.live.source_spec import SourceKind, SourceSpec
from overt.live.values import AlertCandidate, Match
from overt.vision import engines
from overt.vision.engine import DetectorSettings, Engine
from overt.vision.values import Floats, Pixels

LIST_SIZE = 1000
SAMPLE_FRAMES = 24
USUAL_LOOP_SECONDS = 12.0
ROUNDS = 5
FRAMES_A_ROUND = 300
"""A shorter recording is played again and again: filling and emptying the pipeline is no part of a rate."""

SMALLER_SIDE_PX = 1280
"""Frames larger than this are measured a second time with detection at this size."""


@dataclass
class RandomList:
    """A comparer with random templates: the cost of a watchlist without a watchlist."""

    engine: Engine
    dimensions: int
    may_compare: bool = True
    _templates: Floats = field(init=False)

    def __post_init__(self) -> None:
        drawn = np.random.default_rng(1).normal(size=(LIST_SIZE, self.dimensions)).astype(np.float32)
        self._templates = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    def compare(self, probes: Floats) -> tuple[tuple[Match, ...], ...]:
        """Compare with every random template and report nothing."""
        self.engine.scores(probes, self._templates)
        return tuple(() for _ in range(len(probes)))


class NoAlerts:
    """A sink for a benchmark that raises nothing."""

    def raise_alert(self, alert: AlertCandidate) -> None:
        """Refuse: a random list cannot alert."""
        raise RuntimeError(f"a benchmark raised an alert at {alert.match.score}")


def measure_speed(video: Path, engine_name: str) -> dict[str, Any]:
    """Return every figure of one recording and one engine, ready for JSON."""
    frames = sample_frames(video)
    height, width = frames[0].shape[:2]
    sides = [max(width, height)] + ([SMALLER_SIDE_PX] if max(width, height) > SMALLER_SIDE_PX else [])
    with TemporaryDirectory() as folder:
        longer = Path(folder) / "longer.mkv"
        repeat(video, FRAMES_A_ROUND, longer)
        runs = [_measure(longer, engine_name, frames, side) for side in sides]
    usual = usual_loop_rate(frames)
    return {
        "engine": engine_name,
        "cores": cores(),
        "frame": f"{width}x{height}",
        "frames": runs[0]["counts"]["frames"],
        "list_size": LIST_SIZE,
        "runs": runs,
        "efficiency": runs[0]["efficiency"],
        "frames_per_second": runs[0]["frames_per_second"],
        "usual_loop": {
            "frames_per_second": round(usual, 3),
            "times_faster": round(runs[0]["frames_per_second"] / usual, 2),
            "what": "dlib in turn for every frame: HOG upsample 1, landmarks, native ResNet, one process",
        },
    }


def cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0))


def sample_frames(video: Path) -> list[Pixels]:
    """Decode the first frames of a recording for the stages that are measured alone."""
    return [frame.pixels for frame in islice(frames_of(video), SAMPLE_FRAMES)]


def repeat(video: Path, frames: int, target: Path) -> int:
    """Write a recording's packets again and again into one Matroska file until it has this many; return how many."""
    import av

    written = ends_at = 0
    with av.open(str(target), "w", format="matroska") as out:
        with av.open(str(video)) as first:
            stream = out.add_stream_from_template(first.streams.video[0])
        while written < frames:
            began_at = ends_at
            with av.open(str(video)) as again:
                for packet in again.demux(video=0):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + began_at, packet.dts + began_at
                    ends_at = max(ends_at, packet.pts + (packet.duration or 1))
                    packet.stream = stream
                    out.mux(packet)
                    written += 1
    return written


def _measure(video: Path, engine_name: str, frames: list[Pixels], longest_side_px: int) -> dict[str, Any]:
    engine = engines.load(engine_name, detector=DetectorSettings(longest_side_px=longest_side_px))
    engine.detect(frames[0])
    rounds = [_round(video, engine, frames) for _ in range(ROUNDS)]
    pipeline = rounds[-1].pipeline
    counters = pipeline.counters
    scale = longest_side_px / max(frames[0].shape)
    return {
        "detection": "x".join(str(round(side * scale)) for side in (frames[0].shape[1], frames[0].shape[0])),
        "frames_per_second": round(median(one.rate for one in rounds), 2),
        "stages": {
            name: {"mean_ms": round(stage.mean_ms, 3), "runs": stage.runs}
            for name, stage in sorted(pipeline.stage_times.items())
        },
        "slowest_stage": "detect",
        "slowest_alone_frames_per_second": round(median(one.alone for one in rounds), 2),
        "slowest_alone_one_core_ms": round(1000 / median(one.one_core for one in rounds), 2),
        "efficiency": round(median(one.rate / one.alone for one in rounds), 3),
        "efficiency_of_each_round": [round(one.rate / one.alone, 3) for one in rounds],
        "counts": {
            "frames": counters.frames,
            "faces_detected": counters.faces_detected,
            "passages": counters.passages,
            "templates_made": counters.templates_made,
            "templates_overwritten": counters.templates_overwritten,
        },
    }


@dataclass(frozen=True)
class _Round:
    """One round: frames a second end to end, of detection alone on all cores, and of detection on one core."""

    rate: float
    alone: float
    one_core: float
    pipeline: Pipeline


def _round(video: Path, engine: Engine, frames: list[Pixels]) -> _Round:
    """Measure the whole between two halves of what it is compared with, so that a busy moment weighs on both."""
    before = _alone_rate(engine, frames, cores())
    rate, pipeline = _end_to_end(video, engine)
    after = _alone_rate(engine, frames, cores())
    return _Round(rate, 2 / (1 / before + 1 / after), _alone_rate(engine, frames[:12], 1), pipeline)


def _end_to_end(video: Path, engine: Engine) -> tuple[float, Pipeline]:
    comparer = RandomList(engine, engine.passport.template.dimensions)
    source = SourceSpec(SourceKind.FILE, str(video), every_frame=True)
    pipeline = Pipeline(engine, source, comparer, NoAlerts(), PipelineSettings())
    began = time.perf_counter()
    pipeline.run()
    return pipeline.counters.frames / (time.perf_counter() - began), pipeline


def _alone_rate(engine: Engine, frames: list[Pixels], threads: int) -> float:
    """Return frames a second of detection with nothing else running; every thread has detected once before."""
    ready = Barrier(threads)

    def warm_up(frame: Pixels) -> None:
        engine.detect(frame)
        ready.wait()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(warm_up, frames[:threads]))
        began = time.perf_counter()
        list(pool.map(engine.detect, frames))
        return len(frames) / (time.perf_counter() - began)


def usual_loop_rate(frames: list[Pixels]) -> float:
    """Return frames a second of the loop most people write, measured for some seconds on these frames."""
    import dlib

    from overt.vision.weights import package_file

    package = "face_recognition_models"
    dlib_calls: Any = dlib
    detector = dlib_calls.get_frontal_face_detector()
    landmarks = dlib_calls.shape_predictor(str(package_file(package, "shape_predictor_5_face_landmarks.dat")))
    network = dlib_calls.face_recognition_model_v1(
        str(package_file(package, "dlib_face_recognition_resnet_model_v1.dat"))
    )
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < USUAL_LOOP_SECONDS:
        frame = frames[done % len(frames)]
        for face in detector(frame, 1):
            network.compute_face_descriptor(frame, landmarks(frame, face))
        done += 1
    return done / (time.perf_counter() - began)
