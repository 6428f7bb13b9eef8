"""Open a file or camera and decode it picture by picture; refuses to hand out a damaged picture as a good one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from overt.live.errors import CameraLost, SourceRefused
from overt.live.source_spec import SourceKind, SourceSpec
from overt.live.video_file import look_at, open_file
from overt.vision.values import Pixels

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

OPEN_SECONDS, READ_SECONDS = 5.0, 3.0
"""How long a camera may take to answer at first, and to send its next data."""

_RTSP_OPTIONS = {
    "rtsp_transport": "tcp",
    "fflags": "nobuffer",  # without it the first second is stale
    "protocol_whitelist": "rtsp,rtsps,rtp,tcp,tls,crypto",
}

_OUTAGES = {
    "ConnectionRefusedError": "camera_unreachable",
    "TimeoutError": "camera_silent",
    "ExitError": "camera_silent",
    "HTTPUnauthorizedError": "camera_refused_sign_in",
    "HTTPForbiddenError": "camera_refused_sign_in",
    "HTTPNotFoundError": "camera_stream_missing",
    "FileNotFoundError": "camera_missing",
    "EOFError": "camera_ended",
}


@dataclass(frozen=True)
class Stream:
    """What a source says it sends: pixels as coded, before any turning; `frames_a_second` 0.0 when it does not say."""

    codec: str
    pixel_format: str
    width: int
    height: int
    frames_a_second: float


@dataclass(frozen=True, eq=False)
class Captured:
    """One decoded picture, not yet converted: whoever takes it converts it, so a skipped one costs nothing more.

    `captured_at` is monotonic seconds: when it came from a camera; when it was due for a file, which for
    `every_frame` may lie ahead of now. It never goes back. `source_seconds` is the source's own time from its first
    picture.
    """

    picture: VideoFrame
    index: int
    captured_at: float
    source_seconds: float

    def pixels(self, converter: VideoReformatter) -> Pixels:
        """Convert to upright (height, width, 3) uint8 RGB, whatever depth and colour model; the caller wipes it.

        Usually the array is FFmpeg's own buffer, so that no second copy of the frame exists.
        """
        rgb = converter.reformat(self.picture, format="rgb24", threads=1)
        plane = rgb.planes[0]
        rows: Pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(rgb.height, plane.line_size)
        lying = rows[:, : rgb.width * 3].reshape(rgb.height, rgb.width, 3)
        upright: Pixels = np.rot90(lying, k=self.picture.rotation // 90)
        if rgb is self.picture:
            return upright.copy()  # the decoder's own buffer: the next picture may be built on it
        upright = np.ascontiguousarray(upright)
        if not np.shares_memory(upright, rows):
            rows.fill(0)
        return upright


class Source:
    """An open source; `frames` gives its pictures in order until the source ends.

    Raises `CameraLost` when a camera stops giving them. `undecodable` counts pictures that arrived damaged.
    """

    def __init__(self, spec: SourceSpec, container: InputContainer) -> None:
        self.spec = spec
        self.undecodable = 0
        self._container = container
        self._stream: VideoStream = container.streams.video[0]
        self._stream.thread_type = "NONE" if spec.live else "SLICE"
        self._index = 0
        self._began_at = 0.0
        self._zero = 0.0
        self._latest = 0.0

    @property
    def stream(self) -> Stream:
        """What the source sends; a camera that changes its picture is opened anew or says so here afterwards."""
        context = self._stream.codec_context
        rate = float(self._stream.average_rate or self._stream.guessed_rate or 0)
        return Stream(context.name, context.pix_fmt or "", context.width, context.height, rate)

    def frames(self) -> Iterator[Captured]:
        """Decode for ever (a camera) or to the end (a file), in the order of presentation."""
        self._began_at = time.monotonic()
        with _told_as_outage(self.spec):
            for packet in self._container.demux(self._stream):
                for picture in self._decoded(packet):
                    if picture.is_corrupt:
                        self.undecodable += 1
                    else:
                        yield self._stamped(picture)

    def close(self) -> None:
        """Let go of file or camera. Safe to call twice."""
        self._container.close()

    def _decoded(self, packet: object) -> list[VideoFrame]:
        import av

        try:
            return self._stream.codec_context.decode(packet)  # type: ignore[arg-type]
        except av.InvalidDataError:
            self.undecodable += 1
            return []

    def _stamped(self, picture: VideoFrame) -> Captured:
        seconds = self._seconds(picture)
        at = time.monotonic() if self.spec.live else self._began_at + seconds
        captured = Captured(picture, self._index, at, seconds)
        self._index += 1
        return captured

    def _seconds(self, picture: VideoFrame) -> float:
        """Time from the first picture, by presentation time (right for variable rates), never going back.

        A picture without a time, or with an earlier one than the picture before (joined files), follows that one.
        """
        interval = 1.0 / float(self._stream.average_rate or 25) if self._index else 0.0
        if picture.pts is None:
            self._latest += interval
        else:
            if self._index == 0 or picture.time - self._zero < self._latest:
                self._zero = picture.time - self._latest - interval
            self._latest = picture.time - self._zero
        return self._latest


def open_source(spec: SourceSpec) -> Source:
    """Open a source. `SourceRefused` for a file that cannot be used, `CameraLost` for a camera that does not answer."""
    if spec.kind is SourceKind.FILE:
        path = Path(spec.address)
        look_at(path)
        return Source(spec, open_file(path))
    container = _open_camera(spec)
    if not container.streams.video:
        container.close()
        raise SourceRefused("no_pictures", f"There are no pictures in what {spec.label} sends.")
    return Source(spec, container)


def _open_camera(spec: SourceSpec) -> InputContainer:
    import av

    with _told_as_outage(spec):
        if spec.kind is SourceKind.DEVICE:
            return av.open(spec.address, format="v4l2")
        return av.open(spec.address, options=_RTSP_OPTIONS, timeout=(OPEN_SECONDS, READ_SECONDS))


@contextmanager
def _told_as_outage(spec: SourceSpec) -> Iterator[None]:
    """Turn FFmpeg's errors, whose text repeats the address with its password, into ours."""
    import av

    try:
        yield
    except (av.FFmpegError, OSError) as fault:
        if not spec.live:
            raise SourceRefused("file_unreadable", f"Reading {spec.label} failed on the way.") from None
        code = _OUTAGES.get(type(fault).__name__, "camera_failed")
        raise CameraLost(code, f"No pictures come from {spec.label} ({code.replace('_', ' ')}).") from None
