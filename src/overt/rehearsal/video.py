"""Writes frames as H.264 in an MP4 file. It writes drawn clips only; nothing here reads a camera."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from overt.rehearsal.errors import ClipUnwritten
from overt.rehearsal.head import Picture


@dataclass(frozen=True)
class Encoding:
    """Size in pixels, frames a second and x264's constant rate factor."""

    width: int
    height: int
    frames_per_second: int
    crf: int


def write_video(path: Path, pictures: Iterable[Picture], encoding: Encoding) -> None:
    """Encode RGB pictures (h, w, 3) with libx264, yuv420p; the same pictures give the same bytes.

    Raises ClipUnwritten if the encoder fails, OSError if the disk does.
    """
    import av
    from av.error import FFmpegError

    # One thread: x264's output depends on how many it uses.
    rate = encoding.frames_per_second
    options = {"crf": str(encoding.crf), "preset": "superfast", "threads": "1", "g": str(2 * rate)}
    try:
        with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact", "movflags": "+faststart"}) as out:
            stream = out.add_stream("libx264", rate=rate, options=options)
            stream.width, stream.height, stream.pix_fmt = encoding.width, encoding.height, "yuv420p"
            for picture in pictures:
                out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            out.mux(stream.encode(None))
    except FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise ClipUnwritten(f"The video encoder failed: {error}.") from error
