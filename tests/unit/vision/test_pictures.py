import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from overt.vision.errors import PictureRefused
from overt.vision.pictures import MAX_BYTES, REFUSALS, read_picture
from tests.unit.vision.scenes import textured

SCENE = textured(96, 128)


def encoded(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    file = io.BytesIO()
    (image or Image.fromarray(SCENE)).save(file, form, **options)
    return file.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        read_picture(data)
    assert refused.value.sentence == REFUSALS[refused.value.code]
    return refused.value.code


@pytest.mark.parametrize(("form", "options"), [("PNG", {}), ("WEBP", {"lossless": True}), ("JPEG", {"quality": 95})])
def test_the_three_formats_are_read(form: str, options: dict[str, object]) -> None:
    pixels = read_picture(encoded(form, **options))
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - SCENE).mean() < 12


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "PDF", "ICO"])
def test_any_other_format_is_refused(form: str) -> None:
    assert code_of(encoded(form)) == "picture_unknown"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_as_its_camera_noted(orientation: int) -> None:
    """The eight orientations of EXIF 2.3 (tag 0x0112), undone by Pillow for the file and by us for the reader."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = Image.fromarray(SCENE)
    turned = image.transpose(undo[orientation]) if orientation in undo else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = read_picture(encoded("PNG", turned, exif=exif))
    np.testing.assert_array_equal(pixels, SCENE)


def test_cmyk_becomes_rgb() -> None:
    pixels = read_picture(encoded("JPEG", Image.fromarray(SCENE).convert("CMYK"), quality=95))
    assert pixels.shape == SCENE.shape
    assert np.abs(pixels.astype(int) - SCENE).mean() < 15


def test_grey_and_palette_become_rgb() -> None:
    grey = Image.fromarray(SCENE).convert("L")
    np.testing.assert_array_equal(read_picture(encoded("PNG", grey))[..., 1], np.asarray(grey))
    palette = Image.fromarray(SCENE).quantize(64)
    np.testing.assert_array_equal(read_picture(encoded("PNG", palette)), np.asarray(palette.convert("RGB")))


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    ramp = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    pixels = read_picture(encoded("PNG", Image.fromarray(ramp)))
    assert pixels.shape == (64, 64, 3)
    np.testing.assert_allclose(pixels[..., 0], ramp / 257, atol=1.0)


def test_transparency_becomes_white() -> None:
    image = Image.fromarray(np.dstack([SCENE, np.zeros(SCENE.shape[:2], np.uint8)]))
    assert read_picture(encoded("PNG", image)).min() == 255


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_picture_cut_short_is_refused(form: str, share: float) -> None:
    data = encoded(form, quality=95) if form == "JPEG" else encoded(form)
    assert code_of(data[: int(len(data) * share)]) in {"picture_damaged", "picture_unknown"}


def test_an_empty_file_and_a_text_are_refused() -> None:
    assert code_of(b"") == "picture_empty"
    assert code_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "picture_unknown"


def test_a_file_beyond_the_size_limit_is_refused_unread() -> None:
    assert code_of(b"\xff\xd8" + bytes(MAX_BYTES)) == "picture_too_large"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize(("width", "height"), [(7000, 7000), (60000, 60000), (2_000_000, 64)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000), 9)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    assert code_of(bomb) == "picture_too_many_pixels"


def test_a_tiny_picture_is_refused() -> None:
    assert code_of(encoded("PNG", Image.fromarray(SCENE[:20]))) == "picture_too_small"


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_an_animation_is_refused(form: str) -> None:
    frames = [Image.fromarray(np.roll(SCENE, step, axis=1)) for step in range(3)]
    assert code_of(encoded(form, frames[0], save_all=True, append_images=frames[1:])) == "picture_animated"
