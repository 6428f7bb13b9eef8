"""Reading and writing the packaged sprite files. Only WebP is read, and only from this room's own folder."""

import io
from importlib import resources

import numpy as np

from overt.rehearsal.errors import SpritesMissing
from overt.rehearsal.head import Picture

MAKE_AGAIN = "run python -m overt.rehearsal.sprites."
_QUALITY = 74


def pack_webp(image: Picture) -> bytes:
    """Encode RGBA (h, w, 4) as lossy WebP with alpha."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(image).save(out, "WEBP", quality=_QUALITY, alpha_quality=85, method=6)
    return out.getvalue()


def read_packaged(name: str) -> bytes:
    """Read a file of the packaged sprite set; raises SpritesMissing naming what to run."""
    try:
        return resources.files("overt.rehearsal").joinpath("sprites", name).read_bytes()
    except OSError:
        raise SpritesMissing(f"Sprite file {name} is missing; {MAKE_AGAIN}") from None


def read_webp(packed: bytes, what: str) -> Picture:
    """Decode WebP bytes to RGBA (h, w, 4); raises SpritesMissing if they are damaged."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(packed), formats=["WEBP"]) as image:
            return np.asarray(image.convert("RGBA"))
    except (OSError, ValueError) as error:
        raise SpritesMissing(f"The {what} cannot be read ({error}); {MAKE_AGAIN}") from error
