"""Canaries: faces and templates of passers-by of the clip, to be looked for in everything the site has written.

They are cut and templated here, from the drawn clip and its truth, exactly as a careless program would have done it.
"""

from pathlib import Path

import numpy as np

from overt.cli.frames import frames_of
from overt.rehearsal.canary import Canary, Findings, search
from overt.rehearsal.crowd import Clip
from overt.rehearsal.truth import Appearance, TruthPassage
from overt.vision import engines
from overt.vision.engine import Engine
from overt.vision.values import Floats, Pixels

WANTED = 12
SMALLEST_FACE_PX = 70.0


def search_home(home: Path, engine_name: str, clip: Clip) -> Findings:
    """Search a whole site folder for the canaries of a clip.

    To be run in a process of its own that has no database open: reading a database's file ends the locks that the
    process holds on it (POSIX fcntl).
    """
    return search(home, canaries_of(clip, engines.load(engine_name)))


def canaries_of(clip: Clip, engine: Engine) -> list[Canary]:
    """Return probes and templates of passages of people who are not on the list, at their largest clear look."""
    chosen: dict[int, list[tuple[TruthPassage, Appearance]]] = {}
    for passage in [one for one in clip.truth.passages if not one.listed]:
        best = _best_look(passage)
        if best is not None and sum(map(len, chosen.values())) < WANTED:
            chosen.setdefault(best.frame, []).append((passage, best))
    return [
        _canary(passage, look, frame.pixels, engine)
        for frame in frames_of(clip.video)
        for passage, look in chosen.get(frame.index, ())
    ]


def _best_look(passage: TruthPassage) -> Appearance | None:
    clear = [
        shown
        for shown in passage.appearances
        if shown.face_px >= SMALLEST_FACE_PX and shown.occluded == 0 and abs(shown.yaw) < 0.3
    ]
    return max(clear, key=lambda shown: shown.face_px, default=None)


def _canary(passage: TruthPassage, look: Appearance, pixels: Pixels, engine: Engine) -> Canary:
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = (round(edge) for edge in look.box)
    probe = pixels[max(0, y0) : min(height, y1), max(0, x0) : min(width, x1)].copy()
    return Canary(passage.id, probe, _template(look, pixels, engine))


def _template(look: Appearance, pixels: Pixels, engine: Engine) -> Floats | None:
    """Return the template of the detected face nearest to the truth, if the engine finds it."""
    faces = engine.detect(pixels)
    if not len(faces):
        return None
    middle = np.array([(look.box[0] + look.box[2]) / 2, (look.box[1] + look.box[3]) / 2])
    distances = np.linalg.norm(faces.centres - middle, axis=1)
    nearest = int(distances.argmin())
    if distances[nearest] > look.face_px:
        return None
    chip = engine.chip(pixels, faces.landmarks[nearest])
    template: Floats = engine.templates(chip[None])[0]
    return template
