"""Watches a drawn clip with a real engine, tracker and passages, and keeps the templates that a rehearsal never keeps.

Only drawn people are ever given to it: the figures it serves are about them and say nothing about real faces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from overt.rehearsal.sheets import Sheet
from overt.rehearsal.stills import STILL_YAWS, draw_still
from overt.rehearsal.truth import Truth, TruthPassage
from overt.vision.engine import Engine
from overt.vision.passages import Passages
from overt.vision.templates import TemplateKeeper
from overt.vision.tracker import Tracker
from overt.vision.values import Floats, Frame, Gallery
from overt.vision.zone import Zone


@dataclass(frozen=True)
class Look:
    """One shot that a passage asked a template of: where, when, and the template (d,)."""

    passage: int
    frame: int
    box: Floats
    template: Floats


@dataclass(frozen=True)
class Watched:
    """What was made of a clip: how many passages, and their looks."""

    passages: int
    looks: tuple[Look, ...]
    faces: int


def frames_of(video: Path, every: int) -> Iterator[Frame]:
    import av

    with av.open(str(video)) as container:
        for index, decoded in enumerate(container.decode(video=0)):
            if index % every == 0:
                seconds = float(decoded.time or 0.0)
                yield Frame(np.asarray(decoded.to_ndarray(format="rgb24")), index, seconds, seconds)


def watch(engine: Engine, video: Path, truth: Truth, every: int = 1) -> Watched:
    """Run every n-th frame of a clip through detection, tracking and passages."""
    zone = Zone(tuple((x / truth.width, y / truth.height) for x, y in truth.zone))
    tracker, passages, keeper = Tracker(), Passages(engine, zone), TemplateKeeper(engine)
    looks: list[Look] = []
    faces = 0
    for frame in frames_of(video, every):
        found = engine.detect(frame.pixels)
        faces += len(found)
        tracked = tracker.update(found, frame.index, frame.captured_at, (truth.width, truth.height))
        step = passages.feed(frame, tracked)
        looks += _compare(step.due, passages, keeper)
    looks += _compare(passages.finish(frame.captured_at).due, passages, keeper)
    return Watched(passages.counts.passages, tuple(looks), faces)


def _compare(due, passages, keeper) -> list[Look]:
    looks = []
    if due:
        with keeper.lend([one.shot for one in due]) as templates:
            for one, template in zip(due, templates.copy(), strict=True):
                looks.append(Look(one.passage, one.shot.frame_index, one.shot.box.copy(), template))
    for one in due:
        passages.compared(one)
    return looks


def whose(truth: Truth, look: Look) -> TruthPassage | None:
    """Say whose face a look shows: the person whose true box is nearest, if it is near at all."""
    middle = np.array([look.box[0] + look.box[2], look.box[1] + look.box[3]]) / 2
    best: tuple[float, TruthPassage | None] = (0.6, None)
    for passage in truth.passages:
        first = passage.appearances[0].frame
        if 0 <= look.frame - first < len(passage.appearances):
            shown = passage.appearances[look.frame - first]
            away = np.array([shown.box[0] + shown.box[2], shown.box[1] + shown.box[3]]) / 2 - middle
            distance = float(np.hypot(*away)) / shown.face_px
            if distance < best[0]:
                best = (distance, passage)
    return best[1]


def enrol(engine: Engine, sheets: Sequence[Sheet], yaws: Sequence[float] = STILL_YAWS[:1]) -> Gallery:
    """Make the gallery of people from their stills, as the enrolment room does: JPEG, detect, chip, template."""
    chips, subjects = [], []
    for subject, sheet in enumerate(sheets):
        for yaw in yaws:
            pixels = draw_still(sheet, yaw)
            faces = engine.detect(pixels)
            assert len(faces) == 1, f"{sheet.person.name} at yaw {yaw}: {len(faces)} faces found in the still"
            chips.append(engine.chip(pixels, faces.landmarks[0]))
            subjects.append(subject)
    return Gallery(engine.templates(np.stack(chips)), np.asarray(subjects, np.int32))


def best_scores(engine: Engine, looks: Sequence[Look], gallery: Gallery) -> dict[int, Floats]:
    """Give for each passage its best score with each subject, over all its looks."""
    best: dict[int, Floats] = {}
    if not looks:
        return best
    scores = engine.scores(np.stack([look.template for look in looks]), gallery.vectors)
    count = int(gallery.subjects.max()) + 1
    for look, row in zip(looks, scores, strict=True):
        by_subject = np.full(count, -np.inf, np.float32)
        np.maximum.at(by_subject, gallery.subjects, row)
        best[look.passage] = np.maximum(best.get(look.passage, by_subject), by_subject)
    return best
