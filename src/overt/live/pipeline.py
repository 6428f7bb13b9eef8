"""One camera from picture to alert: capture, detect, track, best shot, template, compare, alert, forget.

It needs no database: whoever holds the watchlist is a `Comparer`, whoever records alerts an `AlertSink`. It refuses to
compare without a comparer's word, to keep anything of who did not match, and to end without overwriting its buffers.
"""

from __future__ import annotations

import importlib
import os
import threading
import time
from dataclasses import dataclass, field

import structlog

from overt.live.capture import CameraNews, Capture
from overt.live.detection import Detection, Seen
from overt.live.errors import ComparisonStopped
from overt.live.feed import Feed
from overt.live.measuring import StageTime, StageTimes
from overt.live.recognition import Recognition
from overt.live.source import READ_SECONDS
from overt.live.source_spec import SourceSpec
from overt.live.values import AlertSink, Comparer, Counters, Latency, PreviewOut
from overt.vision.engine import Engine
from overt.vision.passages import Due, Passages, PassageSettings
from overt.vision.tracker import Tracker, TrackerSettings
from overt.vision.zone import Zone

CAPTURE_END_SECONDS = READ_SECONDS + 1.0
"""How long a silent camera may keep the capture thread; it holds nothing but its connection by then."""

LEAVE_SECONDS = 0.02
IDLE_SECONDS = 0.25
"""How often a pipeline without pictures looks whether anything must be forgotten."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PipelineSettings:
    """How a camera is watched. `detection_threads` None: one a core this process may use."""

    zone: Zone = field(default_factory=Zone)
    detection_threads: int | None = None
    tracker: TrackerSettings = field(default_factory=TrackerSettings)
    passages: PassageSettings = field(default_factory=PassageSettings)
    preview_width_px: int = 480
    previews_a_second: float = 5.0

    @property
    def threads(self) -> int:
        """The number of detection threads."""
        return self.detection_threads or len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Outlets:
    """Where a pipeline's previews and the news of its camera go; by default nowhere."""

    preview: PreviewOut | None = None
    news: CameraNews = field(default_factory=CameraNews)


class Pipeline:
    """Runs one source once. `run` returns at the end of a file, on `stop`, or raises what ended it."""

    def __init__(
        self,
        engine: Engine,
        source: SourceSpec,
        comparer: Comparer,
        sink: AlertSink,
        settings: PipelineSettings = PipelineSettings(),
        outlets: Outlets = Outlets(),
    ) -> None:
        self._times = StageTimes()
        self._comparer = comparer
        self._source = source
        self._outlets = outlets
        self._settings = settings
        self._tracker = Tracker(settings.tracker)
        self._passages = Passages(engine, settings.zone, settings.passages)
        self._recognition = Recognition(engine, self._passages, comparer, sink, self._times)
        feed = Feed(newest_wins=source.in_real_time)
        self._capture = Capture(source, feed, self._times, outlets.news)
        self._detection = Detection(engine, feed, settings.threads, self._faces_wanted, self._times)
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._frames = self._faces = 0
        self._now = 0.0
        self._watching = False
        self._next_preview_at = 0.0

    def run(self) -> None:
        """Watch until the end; `SourceRefused` for a file that cannot be used, `LiveError` for a failed stage."""
        importlib.import_module("scipy.optimize")  # the tracker's; a second that no frame should wait for
        self._detection.start()
        self._capture.start()
        try:
            while not self._stopped.is_set() and not self._detection.exhausted:
                self._step()
            if not self._stopped.is_set():
                self._finish()
        finally:
            self._ended.set()
            self._forget_all()
            self._capture.stop()
            self._detection.stop()
            self._capture.join(CAPTURE_END_SECONDS)
        if self._capture.fault is not None:
            raise self._capture.fault

    def stop(self) -> None:
        """End soon, in order; from any thread or a signal handler."""
        self._stopped.set()
        self._ended.set()

    @property
    def counters(self) -> Counters:
        """What was counted so far."""
        counts, templates = self._passages.counts, self._recognition.templates
        return Counters(
            frames=self._frames,
            frames_skipped=self._capture.skipped,
            faces_detected=self._faces,
            passages=counts.passages,
            recognition_opportunities=counts.recognition_opportunities,
            templates_made=templates.made,
            templates_overwritten=templates.overwritten,
            longest_template_ms=1000 * templates.longest_seconds,
            alerts=len(self._recognition.latencies),
            refusals=counts.refusals,
        )

    @property
    def latencies(self) -> tuple[Latency, ...]:
        """One for each alert raised, in order; of no meaning for a file read frame by frame."""
        return tuple(self._recognition.latencies)

    @property
    def stage_times(self) -> dict[str, StageTime]:
        """Where the time went, by stage."""
        return self._times.read()

    @property
    def blank(self) -> bool:
        """Whether no frame and no shot is in memory: every buffer is zero."""
        return self._passages.shots_held == 0 and self._passages.blank and self._detection.blank

    @property
    def buffers(self) -> tuple[tuple[int, int], ...]:
        """Address and length in bytes of each buffer a frame is in now or a shot can be in, for a look from outside."""
        arrays = (*self._passages.buffers, *self._detection.buffers)
        return tuple((array.ctypes.data, array.nbytes) for array in arrays)

    def _faces_wanted(self) -> bool:
        """Whether a frame may be looked at; a file read frame by frame waits for leave instead of passing unseen."""
        while self._source.every_frame and not self._comparer.may_compare and not self._ended.is_set():
            self._ended.wait(LEAVE_SECONDS)
        return self._comparer.may_compare

    def _step(self) -> None:
        seen = self._detection.next(IDLE_SECONDS)
        if seen is None:
            self._idle()
            return
        try:
            self._preview(seen)
            if seen.examined and self._faces_wanted():
                self._look(seen)
            elif self._watching:
                self._forget_all()
        finally:
            self._detection.done_with(seen)

    def _look(self, seen: Seen) -> None:
        frame = seen.frame
        self._now = frame.captured_at
        self._watching = True
        self._frames += 1
        self._faces += len(seen.faces)
        with self._times.stage("track"):
            height, width = frame.pixels.shape[:2]
            tracked = self._tracker.update(seen.faces, frame.index, frame.captured_at, (width, height))
            step = self._passages.feed(frame, tracked)
        self._compare(step.due)
        self._recognition.forget([ended.passage for ended in step.ended])

    def _compare(self, due: tuple[Due, ...]) -> None:
        try:
            self._recognition.compare(due)
        except ComparisonStopped as stopped:
            log.info("comparison.stopped", code=stopped.code)
            self._forget_all()

    def _idle(self) -> None:
        """No picture came: what is overdue is wiped all the same."""
        if self._watching and not self._comparer.may_compare:
            self._forget_all()
        elif self._source.live:
            self._passages.wipe_overdue(time.monotonic())

    def _finish(self) -> None:
        """Compare what was still due when the source ended."""
        self._tracker.finish()
        self._compare(self._passages.finish(self._now).due)

    def _forget_all(self) -> None:
        self._watching = False
        self._tracker.finish()
        self._passages.finish(self._now)
        self._passages.forget_all()
        self._recognition.forget_all()

    def _preview(self, seen: Seen) -> None:
        at = seen.frame.captured_at
        if self._outlets.preview is None or at < self._next_preview_at:
            return
        from overt.vision.pixelate import preview

        self._next_preview_at = at + 1 / self._settings.previews_a_second
        with self._times.stage("preview"):
            self._outlets.preview(preview(seen.frame.pixels, seen.faces, self._settings.preview_width_px), at)
