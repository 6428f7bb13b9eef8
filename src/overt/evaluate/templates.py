"""Templates of a plan's pictures, made once, in parallel, by any `concurrent.futures` executor (Dask's as well).

Pictures are read where they lie and kept nowhere. A picture for the list is judged as enrolment judges it; a passage is
judged as a live camera's shot: its largest face, if it is good enough for the engine.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.sealed import Batch, UnfinishedRun

if TYPE_CHECKING:
    from overt.vision import Engine, Pixels

BATCH = 16
Use = Literal["enrol", "search"]
Done = Callable[[int, int], None]


@dataclass(frozen=True)
class EngineWanted:
    """How a worker process finds its engine; small enough to be sent to another machine."""

    name: str
    models: Path | None = None
    accept_licences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One picture to make a template of, and for which use."""

    path: Path
    use: Use


def make_templates(
    wanted: Sequence[Wanted], engine: EngineWanted, executor: Executor, run: UnfinishedRun, done: Done
) -> Batch:
    """Return the templates of all pictures in order; batches made before a crash are opened, not made again.

    At most a few batches an executor's worker are under way, so a list of any length fits in memory.
    """
    parts = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
    made: dict[int, Batch] = {}
    waiting: list[tuple[int, Future[Batch]]] = []
    finished = 0

    def collect() -> None:
        nonlocal finished
        number, future = waiting.pop(0)
        made[number] = future.result()
        run.save(number, made[number])
        finished += len(parts[number])
        done(finished, len(wanted))

    for number, part in enumerate(parts):
        kept = run.load(number)
        if kept is not None and len(kept.reasons) == len(part):
            made[number] = kept
            finished += len(part)
            continue
        waiting.append((number, executor.submit(template_batch, engine, tuple(part))))
        if len(waiting) >= 64:
            collect()
    while waiting:
        collect()
    return _joined([made[number] for number in range(len(parts))])


def template_batch(engine: EngineWanted, wanted: Sequence[Wanted]) -> Batch:
    """Make the templates of one batch, in whichever process this runs."""
    from overt.vision.errors import VisionError

    loaded = _engine(engine)
    vectors = np.zeros((len(wanted), loaded.passport.template.dimensions), np.float32)
    reasons = []
    for place, each in enumerate(wanted):
        try:
            vector, reason = _template(loaded, each)
        except VisionError as error:
            vector, reason = None, error.code
        if vector is not None:
            vectors[place] = vector
        reasons.append(reason)
    return Batch(vectors, tuple(reasons))


def end_with_the_parent() -> None:
    """Make this worker process end when the one that started it does, however it ended: it holds templates."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@lru_cache(maxsize=2)
def _engine(wanted: EngineWanted) -> Engine:
    from overt.vision import engines

    return engines.load(wanted.name, wanted.models, wanted.accept_licences)


def _template(engine: Engine, wanted: Wanted) -> tuple[NDArray[np.float32] | None, str]:
    """Return a template, or the code of why there is none."""
    from overt.vision.pictures import read_picture

    pixels = read_picture(wanted.path.read_bytes())
    chip, reason = _enrolment_chip(engine, pixels) if wanted.use == "enrol" else _probe_chip(engine, pixels)
    if chip is None:
        return None, reason
    # One at a time: a template must not depend on which others were in its batch.
    vector = engine.templates(chip[None])[0]
    return (vector, "") if np.isfinite(vector).all() else (None, "template_not_numbers")


def _enrolment_chip(engine: Engine, pixels: Pixels) -> tuple[Pixels | None, str]:
    from overt.vision.assess import assess_picture

    judged = assess_picture(engine, pixels)
    return (judged.chip, "") if judged.accepted else (None, judged.codes[0])


def _probe_chip(engine: Engine, pixels: Pixels) -> tuple[Pixels | None, str]:
    from overt.vision.assess import find_faces
    from overt.vision.quality import assess, engine_limits, geometry

    faces = find_faces(engine, pixels)
    if not len(faces):
        return None, "no_face"
    largest = int(np.argmax(faces.sides_px))
    chip = engine.chip(pixels, faces.landmarks[largest])
    quality = assess(chip, geometry(faces.eyes_and_noses[largest], faces.layout), engine_limits(engine))
    return (chip, "") if quality.accepted else (None, quality.refusals[0])


def _joined(batches: Sequence[Batch]) -> Batch:
    reasons: Iterator[str] = (reason for batch in batches for reason in batch.reasons)
    return Batch(np.concatenate([batch.vectors for batch in batches]), tuple(reasons))
