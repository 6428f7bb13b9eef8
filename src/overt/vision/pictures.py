"""Reads one still picture strictly, for enrolment. It opens three formats only and keeps no metadata.

Sizes are checked before any pixel is decoded. Even so a picture parser is the attack surface of enrolment: call this
in the sandboxed worker, not in a process that holds keys.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from overt.vision.errors import PictureRefused
from overt.vision.values import Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
"""More than the largest camera sensors in common use; a bomb claims thousands of times as many."""
SMALLEST_SIDE_PX = 32

REFUSALS: Mapping[str, str] = {
    "picture_empty": "The file is empty.",
    "picture_too_large": f"The file is larger than {MAX_BYTES // 1_000_000} megabytes.",
    "picture_unknown": "The file is not a JPEG, PNG or WebP picture.",
    "picture_damaged": "The picture is damaged or cut short and cannot be read.",
    "picture_too_many_pixels": f"The picture claims more than {MAX_PIXELS // 1_000_000} million pixels.",
    "picture_too_small": f"A side of the picture is shorter than {SMALLEST_SIDE_PX} pixels.",
    "picture_animated": "The file holds more than one picture.",
}
"""Every code `read_picture` refuses with, and its sentence."""


def read_picture(data: bytes) -> Pixels:
    """Return (height, width, 3) uint8 RGB, upright; PictureRefused, with a code and a sentence, otherwise.

    Turned as its EXIF orientation says; CMYK, grey, palette and 16-bit pictures become RGB; transparency becomes white;
    a file of several pictures is refused.
    """
    if not data:
        raise _refused("picture_empty")
    if len(data) > MAX_BYTES:
        raise _refused("picture_too_large")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _opened(data)
        _check_size(image)
        return _decoded(image)


def _opened(data: bytes) -> Image:
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        return Pillow.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise _refused("picture_unknown") from None
    except Pillow.DecompressionBombError:
        raise _refused("picture_too_many_pixels") from None
    except Exception as error:
        raise _refused("picture_damaged") from error


def _check_size(image: Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _refused("picture_too_many_pixels")
    if min(width, height) < SMALLEST_SIDE_PX:
        raise _refused("picture_too_small")
    if getattr(image, "n_frames", 1) != 1:
        raise _refused("picture_animated")


def _refused(code: str) -> PictureRefused:
    return PictureRefused(code, REFUSALS[code])


def _decoded(image: Image) -> Pixels:
    from PIL import ImageOps

    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        return np.array(_rgb(upright), np.uint8)
    except Exception as error:
        raise _refused("picture_damaged") from error


def _rgb(image: Image) -> Image:
    """Convert any mode to RGB; 16-bit grey is scaled by its range, not cut off at white."""
    from PIL import Image as Pillow

    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, np.float32)
        scaled = np.clip(values / 257 if values.max() > 255 else values, 0, 255)
        return Pillow.fromarray(scaled.astype(np.uint8)).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        paper = Pillow.new("RGBA", image.size, "white")
        return Pillow.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")
