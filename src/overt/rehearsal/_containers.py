"""Opens what lies inside bytes: compressed streams that begin anywhere, base64, hexadecimal and decimal text.

A stream is tried at its true signature only and never given more than a bounded size. Not opened: zstd, LZ4, Brotli,
deflate without a header outside a zip, split archives, and anything encrypted.
"""

import binascii
import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from overt.rehearsal._encodings import Numbers, as_bytes, numbers_in

STREAM_LIMIT_BYTES = 64 << 20
_LEAST_BYTES = 32
"""Less than this holds no picture, no piece of a row worth the name and no eight numbers of a template."""
_FIRST_FEED, _FEED = 1 << 10, 1 << 20
_LZMA_MEMORY = 1 << 27
_LZMA_DICTIONARIES = frozenset(size << power for size in (2, 3) for power in range(11, 25))
_ZIP_DEFLATE, _ZIP_LZMA = 8, 14

_LINE_ENDS = b"\r\n"
_HEXADECIMAL = b"0123456789abcdefABCDEF" + _LINE_ENDS
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_" + _LINE_ENDS
_DECIMAL = b"0123456789.eE+-,;[]() \t" + _LINE_ENDS
_STANDARD = bytes.maketrans(b"-_", b"+/")
_GAP = b"\n"
_RUN_BYTES = 40
_STEP, _SAMPLES = 4, 8


@dataclass(frozen=True)
class Stream:
    """What lay inside: `source` says where, `end` is where it ended in the bytes it lay in, `cut` if more was left."""

    source: str
    data: bytes
    end: int = 0
    cut: bool = False


class _Decompressor(Protocol):
    """What the decompressors of bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


_Opener = Callable[[bytes, int], Stream | None]


def offsets(data: bytes, signature: bytes) -> Iterator[int]:
    """Give every place where `signature` begins in `data`."""
    at = data.find(signature)
    while at >= 0:
        yield at
        at = data.find(signature, at + 1)


def compressed(data: bytes) -> Iterator[Stream]:
    """Give every compressed stream that begins in `data` and gives at least 32 bytes, also one that is cut short."""
    openers: tuple[tuple[Iterator[int], _Opener], ...] = (
        (_zlib_offsets(data), _open_zlib),
        (offsets(data, b"\x1f\x8b\x08"), _open_gzip),
        (offsets(data, b"PK\x03\x04"), _open_zip_member),
        (offsets(data, b"1AY&SY"), _open_bz2),
        (offsets(data, b"\xfd7zXZ\x00"), _open_xz),
        (offsets(data, b"\x5d\x00\x00"), _open_lzma),
    )
    for places, opener in openers:
        passed = 0
        for at in places:
            stream = opener(data, at) if at >= passed else None
            if stream is not None:
                passed = stream.end
                yield stream


def _zlib_offsets(data: bytes) -> Iterator[int]:
    heads = _zlib_heads()
    found = [
        2 * np.flatnonzero(heads[np.frombuffer(data, "<u2", (len(data) - odd) // 2, odd)]) + odd
        for odd in (0, 1)
        if len(data) >= odd + 2
    ]
    return iter(np.sort(np.concatenate(found)).tolist() if found else [])


@cache
def _zlib_heads() -> npt.NDArray[np.bool_]:
    """Mark the two-byte headers of RFC 1950: method 8, window to 32 KiB, no dictionary, and a check modulo 31."""
    low, high = np.arange(1 << 16) & 0xFF, np.arange(1 << 16) >> 8
    heads = (low & 0x0F == 8) & (low >> 4 < 8) & (high & 0x20 == 0) & ((low << 8 | high) % 31 == 0)
    return np.asarray(heads, np.bool_)


def _open_zlib(data: bytes, at: int) -> Stream | None:
    return _inflate(data, at, f"zlib at offset {at}", zlib.MAX_WBITS)


def _open_gzip(data: bytes, at: int) -> Stream | None:
    return _inflate(data, at, f"gzip at offset {at}", 16 + zlib.MAX_WBITS)


def _open_zip_member(data: bytes, at: int) -> Stream | None:
    """Open one member by its local header (APPNOTE 4.3.7), so that a zip without its directory opens too."""
    head = data[at : at + 30]
    if len(head) < 30:
        return None
    method = int.from_bytes(head[8:10], "little")
    body = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    source = f"zip at offset {at}"
    if method == _ZIP_DEFLATE:
        return _inflate(data, body, source, -zlib.MAX_WBITS)
    if method == _ZIP_LZMA:
        # A zip gives the properties of LZMA without the length that the stand-alone format has after them.
        alone = data[body + 4 : body + 9] + b"\xff" * 8 + data[body + 9 : body + 9 + STREAM_LIMIT_BYTES]
        opened = _decompress(lzma.LZMADecompressor(lzma.FORMAT_ALONE, _LZMA_MEMORY), alone, 0, source)
        return opened and replace(opened, end=body)
    return None  # Stored members lie in the open, and bzip2 members have a signature of their own.


def _open_bz2(data: bytes, at: int) -> Stream | None:
    """Open the stream whose first block's signature is at `at`, four bytes after the header."""
    start = at - 4
    if start < 0 or data[start : start + 3] != b"BZh":
        return None
    return _decompress(bz2.BZ2Decompressor(), data, start, f"bz2 at offset {start}")


def _open_xz(data: bytes, at: int) -> Stream | None:
    return _decompress(lzma.LZMADecompressor(lzma.FORMAT_XZ, _LZMA_MEMORY), data, at, f"xz at offset {at}")


def _open_lzma(data: bytes, at: int) -> Stream | None:
    """Open a stand-alone LZMA stream; writers make its dictionary a power of two, or one and a half times one."""
    dictionary = int.from_bytes(data[at + 1 : at + 5], "little")
    if (dictionary & (dictionary - 1) and dictionary & (dictionary // 3 - 1)) or not 0 < dictionary <= _LZMA_MEMORY:
        return None
    return _decompress(lzma.LZMADecompressor(lzma.FORMAT_ALONE, _LZMA_MEMORY), data, at, f"lzma at offset {at}")


def _inflate(data: bytes, at: int, source: str, window: int) -> Stream | None:
    return _decompress(_Inflater(window), data, at, source)


class _Inflater:
    """zlib's decompressor with the manners of the others."""

    def __init__(self, window: int) -> None:
        self._inflate = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)


def _decompress(decompressor: _Decompressor, data: bytes, at: int, source: str) -> Stream | None:
    """Feed `data` from `at` on, first a little, because most that looks like a stream is none, then in large parts."""
    parts: list[bytes] = []
    size, position, feed = 0, at, _FIRST_FEED
    while not decompressor.eof and size < STREAM_LIMIT_BYTES and (position < len(data) or not decompressor.needs_input):
        chunk = data[position : position + feed] if decompressor.needs_input else b""
        try:
            parts.append(decompressor.decompress(chunk, STREAM_LIMIT_BYTES - size))
        except (zlib.error, lzma.LZMAError, OSError, MemoryError):
            break  # What came before the damage is searched all the same.
        size, position, feed = size + len(parts[-1]), position + len(chunk), _FEED
    if size < _LEAST_BYTES:
        return None
    end = position - len(decompressor.unused_data) if decompressor.eof else at
    return Stream(source, b"".join(parts), end, cut=size >= STREAM_LIMIT_BYTES and not decompressor.eof)


def text_encoded(data: bytes, lists: Iterable[Numbers]) -> Iterator[Stream]:
    """Give what the long runs of base64, hexadecimal and decimal bytes in `data` spell, one stream for each reading.

    A run may begin in the middle of a group of characters, so every phase is read: four of base64, two of hexadecimal.
    The runs are put one after another, so offsets in these streams mean little. `lists` are the data's `number_lists`.
    """
    letters = [run.translate(_STANDARD, _LINE_ENDS) for run in _runs(data, _LETTERS)]
    digits = [run.translate(None, _LINE_ENDS) for run in _runs(data, _HEXADECIMAL)]
    spelt = [("base64", _GAP.join(_from_base64(run[phase:]) for run in letters)) for phase in range(4)]
    spelt += [("hexadecimal", _GAP.join(_from_hexadecimal(run[phase:]) for run in digits)) for phase in range(2)]
    spelt.append(("decimal bytes", _GAP.join(filter(None, map(as_bytes, lists)))))
    for source, content in spelt:
        if len(content) >= _LEAST_BYTES:
            yield Stream(source, content)


def number_lists(data: bytes) -> list[Numbers]:
    """Give every longer list of decimal numbers that is written as text in `data`."""
    return [numbers_in(run) for run in _runs(data, _DECIMAL)]


def _from_base64(run: bytes) -> bytes:
    """Decode; a lone character at the end spells nothing."""
    whole = run[:-1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _from_hexadecimal(run: bytes) -> bytes:
    return binascii.unhexlify(run[: len(run) // 2 * 2])


def _runs(data: bytes, letters: bytes) -> Iterator[bytes]:
    """Give every run of at least 40 bytes that are all among `letters`.

    One byte in four is looked at first; only where eight of those follow each other is the run itself taken.
    """
    allowed = np.zeros(256, np.bool_)
    allowed[np.frombuffer(letters, np.uint8)] = True
    samples = allowed[np.frombuffer(data, np.uint8)[::_STEP]]
    last = len(samples) - _SAMPLES + 1
    if last < 1:
        return
    dense = np.flatnonzero(np.logical_and.reduce([samples[ahead : last + ahead] for ahead in range(_SAMPLES)]))
    run = re.compile(b"[%b]{%d,}" % (re.escape(letters), _RUN_BYTES))
    apart = np.flatnonzero(np.diff(dense) > 1)
    firsts, lasts = np.append(dense[:1], dense[apart + 1]), np.append(dense[apart], dense[-1:])
    for first, beyond in zip((firsts * _STEP).tolist(), ((lasts + _SAMPLES) * _STEP).tolist(), strict=True):
        # A run may begin up to three bytes before its first sample and end as many after its last.
        yield from run.findall(data, max(0, first - _STEP + 1), beyond)
