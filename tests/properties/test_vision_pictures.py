"""A hostile picture is refused with a sentence or read as RGB; nothing else ever happens."""

import io
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from overt.vision.errors import PictureRefused
from overt.vision.pictures import REFUSALS, read_picture
from tests.unit.vision.scenes import textured


def seeds() -> list[bytes]:
    image = Image.fromarray(textured(64, 64))
    made = []
    for form, picture in (
        ("JPEG", image),
        ("PNG", image),
        ("WEBP", image),
        ("JPEG", image.convert("CMYK")),
        ("PNG", image.quantize(8)),
    ):
        file = io.BytesIO()
        picture.save(file, form)
        made.append(file.getvalue())
    return made


SEEDS = seeds()


def outcome(data: bytes) -> None:
    refused = ""
    try:
        pixels = read_picture(data)
    except PictureRefused as refusal:
        refused = refusal.code
    assert refused in REFUSALS or (pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    outcome(data)
    outcome(b"\x89PNG\r\n\x1a\n" + data)
    outcome(b"\xff\xd8\xff\xe0" + data)
    outcome(b"RIFF" + data[:4] + b"WEBP" + data)


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_picture_with_bytes_changed_is_refused_or_read(data: bytes, changes: list[tuple[int, int]]) -> None:
    bent = bytearray(data)
    for place, byte in changes:
        bent[place % len(bent)] = byte
    outcome(bytes(bent))


@pytest.mark.long
def test_thousands_of_damaged_pictures_are_refused_or_read(campaign_seed: int) -> None:
    chance = random.Random(campaign_seed)
    for _ in range(20_000):
        bent = bytearray(chance.choice(SEEDS))
        for _ in range(chance.randrange(1, 30)):
            where = chance.randrange(len(bent))
            if chance.random() < 0.5:
                bent[where] = chance.randrange(256)
            else:
                del bent[where : where + chance.randrange(1, 40)]
                bent = bent or bytearray(b"\0")
        outcome(bytes(bent))
