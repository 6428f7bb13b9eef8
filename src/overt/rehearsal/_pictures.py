"""Finds and decodes pictures that begin anywhere in bytes: JPEG, PNG, WebP, BMP and GIF. It reads no video.

What decodes is what Pillow can decode; of these formats only a JPEG that was cut short is read as far as it goes.
Pixels are bounded before any is decoded.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from overt.rehearsal._containers import offsets
from overt.vision.values import Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 40_000_000
MAX_FRAMES = 32
"""Frames of an animation that are looked at."""
_MAX_BYTES = 32 << 20
_SIGNATURES = {
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "webp": b"RIFF",
    "bmp": b"BM",
    "gif": b"GIF8",
}
_ENDS = {"jpeg": b"\xff\xd9"}
"""An end-of-image marker after the end changes nothing and lets a JPEG that was cut short decode as far as it goes."""
_BMP_HEADS = frozenset({12, 40, 52, 56, 64, 108, 124})
_SMALLEST_SIDE_PX = 12


@dataclass(frozen=True)
class Carved:
    """One picture: its `kind`, where it begins, its frames (h, w, 3) uint8 RGB, and what was left out, if anything."""

    kind: str
    offset: int
    frames: tuple[Pixels, ...]
    left_out: str = ""


def pictures(data: bytes) -> Iterator[Carved]:
    """Give every picture in `data` that decodes, also a picture inside another file's bytes."""
    for kind, signature in _SIGNATURES.items():
        for at in offsets(data, signature):
            if _is_head(kind, data, at):
                carved = _carve(kind, data, at)
                if carved is not None:
                    yield carved


def _is_head(kind: str, data: bytes, at: int) -> bool:
    if kind == "webp":
        return data[at + 8 : at + 12] == b"WEBP"
    if kind == "bmp":
        return data[at + 6 : at + 10] == bytes(4) and int.from_bytes(data[at + 14 : at + 18], "little") in _BMP_HEADS
    return True


def _carve(kind: str, data: bytes, at: int) -> Carved | None:
    content = data[at : at + _length(kind, data, at)] + _ENDS.get(kind, b"")
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _decode(kind, content, at)
        except Image.DecompressionBombError:
            return Carved(kind, at, (), f"it claims far more than {MAX_PIXELS // 1_000_000} million pixels")
        except (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError):
            return None  # Bytes that only look like the head of a picture, or a picture damaged beyond its head.


def _length(kind: str, data: bytes, at: int) -> int:
    """Give how many bytes to hand to the decoder: what the head says where it says it."""
    stated = int.from_bytes(data[at + 4 : at + 8], "little") + 8 if kind == "webp" else _MAX_BYTES
    return min(stated, _MAX_BYTES)


def _decode(kind: str, content: bytes, at: int) -> Carved | None:
    from PIL import Image

    image = Image.open(BytesIO(content), formats=[kind.upper()])
    width, height = image.size
    if width * height > MAX_PIXELS:
        return Carved(kind, at, (), f"its {width} × {height} pixels are more than {MAX_PIXELS // 1_000_000} million")
    if min(width, height) < _SMALLEST_SIDE_PX:
        return None
    count = getattr(image, "n_frames", 1)
    frames = tuple(_frames(image, min(count, MAX_FRAMES)))
    return Carved(kind, at, frames, f"it has {count} frames" if count > MAX_FRAMES else "")


def _frames(image: "Image", count: int) -> Iterator[Pixels]:
    for index in range(count):
        image.seek(index)
        image.load()
        yield _rgb(image)


def _rgb(image: "Image") -> Pixels:
    """Give (h, w, 3) RGB; 16-bit grey is scaled, and transparency is left out, since pixels lie beneath it."""
    if image.mode.startswith("I"):
        wide = np.asarray(image, np.float32)
        narrow = (wide / max(1.0, float(wide.max()) / 255)).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(narrow[..., None], 3, 2))
    return np.asarray(image.convert("RGB"))
