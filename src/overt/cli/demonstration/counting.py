"""How well passages are counted, against the truth of a drawn clip: fragmentation and merging.

The camera process gives counters only, so the counting stages run once more, here, over drawn people. They see every
second frame, about as many as a live camera's newest-frame rule leaves them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from overt.cli.demonstration.clip import zone_of
from overt.cli.frames import frames_of
from overt.rehearsal.crowd import Clip
from overt.rehearsal.score import ObservedBox, ObservedPassage, PassageError, passage_error
from overt.vision import engines
from overt.vision.engine import Engine
from overt.vision.passages import Passages, PassageStep
from overt.vision.tracker import Tracked, Tracker
from overt.vision.values import Frame
from overt.vision.zone import Zone

EVERY = 2
THREADS = 2
BATCH = 8
METHOD = "passages of tracker and zone, every second frame, against drawn truth"


def count_passages(engine_name: str, clip: Clip) -> PassageError:
    """Run detection, tracking and passages over the clip and compare with its truth."""
    engine = engines.load(engine_name)
    counter = _Counter(engine, clip)
    with ThreadPoolExecutor(THREADS) as pool:
        frames = frames_of(clip.video, EVERY)
        while batch := list(islice(frames, BATCH)):
            for frame, faces in zip(batch, pool.map(lambda one: engine.detect(one.pixels), batch), strict=True):
                size_px = (frame.pixels.shape[1], frame.pixels.shape[0])
                counter.look(frame, counter.tracker.update(faces, frame.index, frame.captured_at, size_px))
    return passage_error(clip.truth, counter.observed(), smallest_face_px=engine.passport.detector.smallest_face_px)


@dataclass
class _Counter:
    engine: Engine
    clip: Clip
    tracker: Tracker = field(default_factory=Tracker)
    _open: dict[int, int] = field(default_factory=dict)
    _boxes: dict[int, list[ObservedBox]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = Zone(zone_of(self.clip.truth))
        self.passages = Passages(self.engine, self.zone)

    def look(self, frame: Frame, tracked: Tracked) -> None:
        """Follow one frame; shots due are given back unused, nothing is compared here."""
        step = self.passages.feed(frame, tracked)
        for due in step.due:
            self.passages.compared(due)
        self._follow(frame, tracked, step)

    def _follow(self, frame: Frame, tracked: Tracked, step: PassageStep) -> None:
        height, width = frame.pixels.shape[:2]
        admitted = self.zone.admits(tracked.faces, width, height)
        began = iter(step.began)
        ended = {over.passage for over in step.ended}
        self._open = {track: passage for track, passage in self._open.items() if passage not in ended}
        for track in tracked.active:
            if not admitted[track.face]:
                continue
            if track.id not in self._open:
                self._open[track.id] = next(began)
            x0, y0, x1, y1 = (float(edge) for edge in tracked.faces.boxes[track.face])
            box = ObservedBox(frame.source_seconds, (x0, y0, x1, y1))
            self._boxes.setdefault(self._open[track.id], []).append(box)

    def observed(self) -> list[ObservedPassage]:
        """Return the passages that were made."""
        return [ObservedPassage(boxes[0].seconds, boxes[-1].seconds, tuple(boxes)) for boxes in self._boxes.values()]
