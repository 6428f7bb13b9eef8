"""Hostile lists by the thousand: whatever bytes come in, reading them ends quickly, in a refusal or in a list."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image

from overt.enrol.lists import ListRefused, read_table
from overt.enrol.lists.files import archive_of
from overt.enrol.lists.type10 import faces
from overt.vision.errors import PictureRefused
from overt.vision.pictures import read_picture
from tests.unit.enrol.test_lists import ROW, table
from tests.unit.enrol.type10_making import FS, GS, RS, US, file_of, type10, type10_file

SLOWEST_SECONDS = 5.0
"""Far above what any case takes and far below what a person would call a hang, on a machine busy with other tests."""
QUICK, CAMPAIGN = 2_000, 100_000
TOKENS = (
    FS,
    GS,
    RS,
    US,
    b"10.001:",
    b"1.003:",
    b"10.999:",
    b"999999999",
    b"-1",
    b"0",
    b"PK\1\2",
    b"PK\5\6",
    b"\xff" * 4,
)


def whole_archive(data: bytes) -> None:
    """Read every member of an archive, as an import could."""
    with archive_of(data) as files:
        for name in files.names:
            files.read(name)


def an_archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("watchlist.csv", table(ROW))
        made.writestr("1.jpg", bytes(range(256)) * 8)
    return written.getvalue()


READERS: dict[str, tuple[Callable[[bytes], object], tuple[bytes, ...]]] = {
    "type10": (
        faces,
        (type10_file(bytes(range(256))), file_of((10, type10(b"one")), (10, type10(b"two", image_type="SCAR")))),
    ),
    "archive": (whole_archive, (an_archive(),)),
    "table": (read_table, (table(ROW, ROW.replace("ref 1", "ref 2")),)),
}


def spoilt(chance: random.Random, seed: bytes) -> bytes:
    """Return a sound file with one to eight wounds: flips, cuts, repeats, numbers and separators out of place."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randint(1, 40)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randint(1, 60)]
        elif kind == 3:
            data[at:at] = chance.choice(TOKENS)
        else:
            data[at : at + 4] = chance.randbytes(4)
    return bytes(data)


def cases(chance: random.Random, seeds: tuple[bytes, ...], number: int) -> Iterator[bytes]:
    """Yield spoilt files, and one in ten of nothing but chance."""
    for turn in range(number):
        yield chance.randbytes(chance.randrange(400)) if turn % 10 == 0 else spoilt(chance, chance.choice(seeds))


def campaign(name: str, seed: int, number: int) -> None:
    read, seeds = READERS[name]
    refused = 0
    for turn, data in enumerate(cases(random.Random(seed), seeds, number)):
        began = time.thread_time()
        try:
            read(data)
        except ListRefused:
            refused += 1
        except Exception as fault:
            raise AssertionError(f"case {turn} of seed {seed}: {data!r}") from fault
        assert time.thread_time() - began < SLOWEST_SECONDS, (turn, seed)
    assert 0 < refused < number


@pytest.mark.parametrize("name", READERS)
def test_a_spoilt_list_is_refused_or_read_and_never_crashes_or_hangs(name: str, campaign_seed: int) -> None:
    campaign(name, campaign_seed, QUICK)


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
def test_a_hundred_thousand_spoilt_lists_neither_crash_nor_hang(name: str, campaign_seed: int) -> None:
    campaign(name, campaign_seed, CAMPAIGN)


@pytest.mark.parametrize(
    "data",
    [
        b"1.001:" + b"9" * 5_000_000,
        b"1.001:20\x1d" + b"1.003:" * 900_000,
        file_of((10, type10(b"x"))).replace(b"1.003:", b"1.003:" + b"1\x1f1\x1e" * 200_000),
        FS * 3_000_000,
        GS * 3_000_000,
    ],
    ids=["endless number", "endless tags", "endless contents", "separators only", "fields only"],
)
def test_a_file_made_to_waste_time_is_refused_at_once(data: bytes) -> None:
    began = time.thread_time()
    with pytest.raises(ListRefused):
        faces(data)
    assert time.thread_time() - began < SLOWEST_SECONDS


def picture(form: str) -> bytes:
    """Return a picture of noise in this format."""
    pixels = np.random.default_rng(7).integers(0, 255, (96, 96, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "data",
    [picture("GIF"), picture("BMP"), picture("TIFF"), PAGE, PAGE + picture("JPEG"), an_archive(), b"%PDF-1.7\n"],
    ids=["gif", "bmp", "tiff", "page", "page before a picture", "archive", "pdf"],
)
def test_what_is_no_picture_of_a_kind_we_read_is_refused_whatever_its_name_says(data: bytes) -> None:
    with pytest.raises(PictureRefused) as refused:
        read_picture(data)
    assert refused.value.code == "picture_unknown"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("behind", [PAGE, an_archive(), b"MZ" + bytes(600)], ids=["page", "archive", "program"])
def test_what_hides_behind_a_picture_is_never_read_nor_kept(form: str, behind: bytes) -> None:
    plain = picture(form)
    assert np.array_equal(read_picture(plain + behind), read_picture(plain))


def test_a_picture_that_is_an_archive_too_is_a_list_of_what_the_archive_names_only() -> None:
    with archive_of(picture("JPEG") + an_archive()) as files:
        assert sorted(files.names) == ["1.jpg", "watchlist.csv"]
        assert files.read("1.jpg") == bytes(range(256)) * 8
