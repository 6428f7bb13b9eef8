"""Keeps one source's pictures coming: paces files, reconnects cameras, notices frozen ones; keeps no picture."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import structlog

from overt.live.errors import CameraLost, LiveError
from overt.live.feed import Feed
from overt.live.measuring import StageTimes
from overt.live.source import Captured, Source, Stream, open_source
from overt.live.source_spec import SourceKind, SourceSpec

__all__ = ["CameraNews", "Capture", "SourceKind", "SourceSpec", "open_source"]

FROZEN_SECONDS = 10.0
"""A camera that sends the same picture for this long has frozen; sensor noise never repeats."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 8.0
_SAMPLE_STEP = 89
"""A prime, so that the sample of a picture does not follow its columns."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class CameraNews:
    """Who is told what a source sends, that it gives no (new) pictures, and after how many seconds it does again."""

    sends: Callable[[Stream], None] = field(default=lambda _stream: None)
    outage_began: Callable[[str], None] = field(default=lambda _code: None)
    outage_ended: Callable[[float], None] = field(default=lambda _seconds: None)


class Capture(threading.Thread):
    """The capture thread of one source. It ends with a file's end, on `stop`, or with `refusal` set."""

    def __init__(self, spec: SourceSpec, feed: Feed, times: StageTimes, news: CameraNews = CameraNews()) -> None:
        super().__init__(name="overt-capture", daemon=True)
        self._spec = spec
        self._feed = feed
        self._times = times
        self._news = news
        self._stopped = threading.Event()
        self._out_since: float | None = None
        self._still = _Stillness()
        self._told: Stream | None = None
        self._undecodable = 0
        self.fault: Exception | None = None
        """Why the thread ended before its time, if it did."""

    def run(self) -> None:
        """Capture until the end."""
        try:
            self._run()
        except LiveError as fault:
            self.fault = fault.with_traceback(None)
        except Exception as fault:  # whatever fails here must end the run in order, not hang it
            log.warning("capture.failed", fault=type(fault).__name__)
            self.fault = LiveError("capture_failed", f"Reading {self._spec.label} failed ({type(fault).__name__}).")
        finally:
            self._feed.end()

    def stop(self) -> None:
        """Stop soon; a camera that is silent keeps the thread for as long as its read may take."""
        self._stopped.set()
        self._feed.abandon()

    @property
    def skipped(self) -> int:
        """Pictures that came and were not looked at: overtaken by newer ones, or damaged."""
        return self._feed.skipped + self._undecodable

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopped.is_set():
            code = "camera_ended"
            try:
                self._play()
            except CameraLost as lost:
                code = lost.code
            if not self._spec.live:
                return
            pause = FIRST_PAUSE_SECONDS if self._out_since is None else min(2 * pause, LONGEST_PAUSE_SECONDS)
            self._outage(code)
            self._stopped.wait(pause)

    def _play(self) -> None:
        """Play the source to its end or failure."""
        source = open_source(self._spec)
        try:
            self._offer_all(source)
        finally:
            self._undecodable += source.undecodable
            source.close()

    def _offer_all(self, source: Source) -> None:
        pictures = source.frames()
        while not self._stopped.is_set():
            with self._times.stage("decode"):
                captured = next(pictures, None)
            if captured is None:
                return
            self._tell_what_comes(source.stream)
            if self._spec.live:
                self._notice(captured)
            elif self._spec.in_real_time:
                self._stopped.wait(max(0.0, captured.captured_at - time.monotonic()))
            self._feed.offer(captured)

    def _tell_what_comes(self, stream: Stream) -> None:
        if stream != self._told:
            self._told = stream
            self._news.sends(stream)

    def _notice(self, captured: Captured) -> None:
        """Tell of a camera that froze, and of one whose pictures are new again."""
        frozen = self._still.seconds(captured) >= FROZEN_SECONDS
        if frozen:
            self._outage("camera_frozen")
        elif self._out_since is not None:
            seconds, self._out_since = time.monotonic() - self._out_since, None
            self._news.outage_ended(seconds)

    def _outage(self, code: str) -> None:
        if self._out_since is None and not self._stopped.is_set():
            self._out_since = time.monotonic()
            self._news.outage_began(code)


class _Stillness:
    """For how long a camera has sent the very same picture, by a checksum of a sample of it: no picture is kept."""

    def __init__(self) -> None:
        self._checksum = -1
        self._since = 0.0

    def seconds(self, captured: Captured) -> float:
        sample = np.frombuffer(memoryview(captured.picture.planes[0]), np.uint8)[::_SAMPLE_STEP]
        checksum = zlib.crc32(sample.tobytes())
        if checksum != self._checksum:
            self._checksum, self._since = checksum, captured.captured_at
        return captured.captured_at - self._since
