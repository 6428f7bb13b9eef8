"""Look at a video file before it is used; refuses what is missing, empty, cut short, without pictures, or no video.

The packets are read through once without decoding (a second or two for a quarter of an hour), so that a file that
was cut short is refused before its first frame and not in the middle of a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overt.live.errors import SourceRefused

if TYPE_CHECKING:
    from av.container import InputContainer

CONTAINERS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,mxf"
"""Formats that hold their own pictures. Playlists, which name other files and addresses, are not among them."""

_INDEXED = ("mov", "matroska", "avi", "mxf")
"""Formats that declare how long they are; of the others the length is only guessed."""

MISSING_SECONDS = 1.0
"""A file whose pictures end this much before its own declared end was cut short."""


@dataclass(frozen=True)
class VideoFacts:
    """What a video file holds. `frames` counts coded pictures; `seconds` runs to the end of the last one."""

    frames: int
    seconds: float
    width_px: int
    height_px: int
    codec: str


def look_at(path: Path) -> VideoFacts:
    """Give the facts of a usable video file; `SourceRefused` with the reason otherwise."""
    _refuse_unreadable(path)
    with open_file(path) as container:
        if not container.streams.video:
            raise SourceRefused("no_pictures", f"The file {path.name} holds no pictures, only sound or other data.")
        facts = _read_through(container, path)
    if facts.frames == 0:
        raise SourceRefused("no_pictures", f"The file {path.name} declares a video but holds no picture.")
    return facts


def open_file(path: Path) -> InputContainer:
    """Open a video file, and nothing that it might point to; `SourceRefused` when it is none."""
    import av

    options = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    try:
        return av.open(f"file:{path}", options=options)
    except (av.FFmpegError, OSError) as fault:
        raise _unusable(path, fault) from None


def _refuse_unreadable(path: Path) -> None:
    if not path.is_file():
        raise SourceRefused("file_missing", f"There is no file {path.name}.")
    if path.stat().st_size == 0:
        raise SourceRefused("file_empty", f"The file {path.name} is empty.")


def _unusable(path: Path, fault: Exception) -> SourceRefused:
    if isinstance(fault, PermissionError):
        return SourceRefused("file_not_readable", f"The file {path.name} may not be read by this account.")
    with path.open("rb") as file:
        begins_as_mp4 = file.read(12)[4:8] == b"ftyp"
    if begins_as_mp4:
        return SourceRefused("file_cut_short", f"The video {path.name} was cut short: its index is missing.")
    return SourceRefused("not_a_video", f"The file {path.name} is not a video that Overt can read.")


def _read_through(container: InputContainer, path: Path) -> VideoFacts:
    import av

    stream = container.streams.video[0]
    frames, ends_at, damaged = 0, 0.0, False
    try:
        for packet in container.demux():
            ends_at = max(ends_at, _end_of(packet))
            if packet.stream is stream and packet.size:
                frames += 1
                damaged |= packet.is_corrupt
    except av.FFmpegError:
        damaged = True
    ends_at -= (container.start_time or 0) / av.time_base
    if container.format.name.startswith(_INDEXED):
        declared = (container.duration or 0) / av.time_base
        if damaged or ends_at + MISSING_SECONDS < declared or frames < stream.frames:
            raise SourceRefused(
                "file_cut_short", f"The video {path.name} was cut short: it ends before its own index says."
            )
    return VideoFacts(frames, ends_at, stream.width, stream.height, stream.codec_context.name)


def _end_of(packet: Any) -> float:
    if packet.pts is None or packet.time_base is None:
        return 0.0
    return float((packet.pts + (packet.duration or 0)) * packet.time_base)
