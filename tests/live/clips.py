"""Small videos drawn for the tests: no camera, no face, every kind of file a person may bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class ClipPlan:
    """How a clip is written; `times` (milliseconds) makes the frame rate variable."""

    frames: int = 50
    width: int = 320
    height: int = 240
    rate: int = 25
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    times: Sequence[int] = ()
    options: dict[str, str] = field(default_factory=dict)
    """Of the container."""
    codec_options: dict[str, str] = field(default_factory=dict)


def counting_picture(number: int, width: int, height: int) -> Picture:
    """A picture whose brightness tells its number, with a white mark at the top left to tell which way is up."""
    picture = np.full((height, width, 3), 16 + (number * 4) % 200, np.uint8)
    picture[: height // 6, : width // 6] = 250
    return picture


def write_clip(path: Path, plan: ClipPlan = ClipPlan(), pictures: Iterable[Picture] = ()) -> Path:
    """Encode `pictures`, or counting ones, as `plan` says."""
    import av

    with av.open(str(path), "w", options=plan.options) as container:
        stream = container.add_stream(plan.codec, rate=plan.rate)
        stream.codec_context.options = plan.codec_options
        stream.width, stream.height, stream.pix_fmt = plan.width, plan.height, plan.pixel_format
        if plan.times:
            from fractions import Fraction

            stream.codec_context.time_base = Fraction(1, 1000)
        for number, picture in enumerate(pictures or _counting(plan)):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            if plan.times:
                frame.pts, frame.time_base = plan.times[number], stream.codec_context.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def _counting(plan: ClipPlan) -> Iterator[Picture]:
    for number in range(plan.frames):
        yield counting_picture(number, plan.width, plan.height)


def write_sound(path: Path) -> Path:
    """A file with sound and no picture."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        for number in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.rate, frame.pts = 44100, number * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def turn(path: Path, degrees: int) -> Path:
    """Write a turned display matrix into the track header of an MP4, as a telephone held sideways does.

    ISO/IEC 14496-12, 6.2.2 and 8.3.2: nine numbers a b u c d v x y w, 16.16 fixed point but u v w in 2.30.
    """
    matrices = {
        90: (0, 1, 0, -1, 0, 0, 0, 0, 16384),
        180: (-1, 0, 0, 0, -1, 0, 0, 0, 16384),
        270: (0, -1, 0, 1, 0, 0, 0, 0, 16384),
    }
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 4 + 4 + 4 + 4 + 4 + 4 + 8 + 2 + 2 + 2 + 2
    matrix = b"".join((number * 65536).to_bytes(4, "big", signed=True) for number in matrices[degrees])
    data[at : at + 36] = matrix
    path.write_bytes(data)
    return path
