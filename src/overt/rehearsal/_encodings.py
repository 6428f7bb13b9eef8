"""How the numbers of a probe or a template could lie in a file: as bytes and as decimal text. It opens no file.

Not looked for: a template quantised to integers, rotated, or scaled by anything but to unit length; pixels as
floating point numbers, or with fewer than a third of a row in one piece.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from overt.rehearsal._needles import Needle
from overt.vision.values import Floats, Pixels

Numbers = npt.NDArray[np.float64]

_PIECE_BYTES = 16
_ROW_PIECE_PX = {1: 20, 3: 8}
"""Pixels of a piece of a row, by its number of channels: 20 or 24 bytes."""
_LEAST_VARIETY = 8
"""Different byte values a piece must hold, so that no plain surface, padding or blank page can be taken for it."""
_PIECES_A_ROW = 3
_NUMBER_KINDS = {"float32": ("<f4", ">f4"), "float64": ("<f8", ">f8"), "float16": ("<f2", ">f2")}
_RUN = 8
"""Consecutive numbers of a template that must appear together in text."""
_LEAST_SPREAD = 10
"""How many times further than the tolerance the eight must lie apart."""
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Series:
    """The numbers of one template, as they are or at unit length, to be looked for in text."""

    canary: str
    form: str
    numbers: Numbers


def template_needles(canary: str, template: Floats) -> Iterator[Needle]:
    """Give 16-byte pieces of a template's bytes as float32, float64 and float16 of both byte orders."""
    for scaling, values in _scalings(template):
        for kind, orders in _NUMBER_KINDS.items():
            for order, code in zip(("", " big-endian"), orders, strict=True):
                with np.errstate(over="ignore"):
                    data = values.astype(code).tobytes()
                for piece in _pieces(data):
                    yield Needle(canary, f"template{scaling} {kind}{order}", piece)


def template_series(canary: str, template: Floats) -> Iterator[Series]:
    """Give a template as numbers to be looked for in decimal text."""
    for scaling, values in _scalings(template):
        yield Series(canary, f"template{scaling} decimal text", values.astype(np.float64))


def _scalings(template: Floats) -> Iterator[tuple[str, Floats]]:
    yield "", template
    length = np.linalg.norm(template)
    if not np.isclose(length, 1, atol=1e-6):
        yield " at unit length", (template / length).astype(np.float32)


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data) - _PIECE_BYTES + 1, _PIECE_BYTES):
        piece = data[start : start + _PIECE_BYTES]
        if len(set(piece)) >= _LEAST_VARIETY:
            yield piece


def probe_needles(canary: str, probe: Pixels) -> Iterator[Needle]:
    """Give pieces of a probe's rows: interleaved RGB and BGR, single channels, and grey."""
    for form, rows in _layouts(probe):
        for piece in _row_pieces(rows):
            yield Needle(canary, f"probe rows {form}", piece)


def _layouts(probe: Pixels) -> Iterator[tuple[str, Pixels]]:
    import cv2
    from PIL import Image

    yield "RGB", probe
    yield "BGR", np.ascontiguousarray(probe[..., ::-1])
    for channel, name in enumerate(("red", "green", "blue")):
        yield f"planar {name}", np.ascontiguousarray(probe[..., channel])
    # The two libraries that could have made a grey copy round differently.
    yield "grey", np.asarray(cv2.cvtColor(probe, cv2.COLOR_RGB2GRAY), np.uint8)
    yield "grey", np.asarray(Image.fromarray(probe).convert("L"))


def _row_pieces(rows: Pixels) -> Iterator[bytes]:
    """Give the most varied piece of each third of each row of (h, w) or (h, w, 3)."""
    length = _ROW_PIECE_PX[1 if rows.ndim == 2 else rows.shape[2]]
    third = max(length, rows.shape[1] // _PIECES_A_ROW)
    for start in range(0, rows.shape[1] - third + 1, third):
        starts = range(start, start + third - length + 1, max(1, length // 4))
        pieces = np.stack([rows[:, at : at + length].reshape(len(rows), -1) for at in starts], 1)
        variety = 1 + np.count_nonzero(np.diff(np.sort(pieces, axis=2), axis=2), axis=2)
        best = pieces[np.arange(len(rows)), variety.argmax(1)]
        yield from (piece.tobytes() for piece in best[variety.max(1) >= _LEAST_VARIETY])


def numbers_in(text: bytes) -> Numbers:
    """Give the decimal numbers of a piece of text in their order."""
    return np.array([float(number) for number in _NUMBER.findall(text)], np.float64)


def as_bytes(numbers: Numbers) -> bytes:
    """Give a list of whole numbers 0 … 255 as the bytes they spell; nothing if the list holds other numbers."""
    if len(numbers) < _PIECE_BYTES or np.any((numbers < 0) | (numbers > 255) | (numbers != np.floor(numbers))):
        return b""
    return numbers.astype(np.uint8).tobytes()


def series_in(lists: Sequence[Numbers], wanted: Iterable[Series]) -> Iterator[Series]:
    """Give the series of which eight numbers follow each other in a list, each right to four decimals or digits."""
    if not lists:
        return
    gap = np.full(_RUN, np.nan)
    numbers = np.concatenate([part for numbers in lists for part in (numbers, gap)])
    yield from (series for series in wanted if _holds(numbers, series.numbers))


def _holds(numbers: Numbers, wanted: Numbers) -> bool:
    allowed = 1.1e-4 + 1.1e-3 * np.abs(wanted)
    for start in range(0, len(wanted) - _RUN + 1, _RUN):
        span = slice(start, start + _RUN)
        if np.ptp(wanted[span]) < _LEAST_SPREAD * allowed[span].max():
            continue  # Eight numbers as alike as these could be anything's, zeros above all.
        firsts = np.flatnonzero(np.abs(numbers - wanted[start]) <= allowed[start])
        windows = numbers[firsts[:, None] + np.arange(_RUN)]
        if np.any(np.all(np.abs(windows - wanted[span]) <= allowed[span], axis=1)):
            return True
    return False
