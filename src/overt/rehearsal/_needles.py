"""Finds many short byte strings in many bytes in one pass. It looks for exact bytes and knows no encoding but raw."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

ANCHOR_BYTES = 8
_ANCHOR_AT = 4
_FILTER_BITS = 21
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - _FILTER_BITS)
_BLOCK_BYTES = 1 << 21


@dataclass(frozen=True)
class Needle:
    """Bytes that stand for a canary wherever they lie, and the form they would be there in."""

    canary: str
    form: str
    data: bytes


class Haystack:
    """Every needle at once: eight bytes from its middle are looked up at every offset, then all of it is compared.

    One pass costs about the same for ten needles as for a hundred thousand. A needle has at least 16 bytes.
    """

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._needles: dict[int, list[Needle]] = defaultdict(list)
        for needle in needles:
            word = int.from_bytes(needle.data[_ANCHOR_AT : _ANCHOR_AT + ANCHOR_BYTES], "little")
            self._needles[word].append(needle)
        self._anchors = np.array(sorted(self._needles), np.uint64)
        self._filter = np.zeros(1 << _FILTER_BITS, np.bool_)
        self._filter[_hashes(self._anchors)] = True

    def find(self, data: bytes) -> Iterator[Needle]:
        """Give each needle that lies somewhere in `data`, more than once if it lies there more than once."""
        return (needle for _, needle in self.places(data))

    def places(self, data: bytes) -> Iterator[tuple[int, Needle]]:
        """Give each needle as `find` does, with the offset at which it begins."""
        if not len(self._anchors):
            return
        for start in range(0, len(data), _BLOCK_BYTES):
            for offset in range(start, min(start + ANCHOR_BYTES, len(data))):
                yield from self._find_aligned(data, offset)

    def _find_aligned(self, data: bytes, offset: int) -> Iterator[tuple[int, Needle]]:
        """Look at the words of one block that begin at `offset` and every eight bytes on."""
        count = min(_BLOCK_BYTES, len(data) - offset) // ANCHOR_BYTES
        if not count:
            return
        words = np.frombuffer(data, "<u8", count, offset)
        likely = np.flatnonzero(self._filter[_hashes(words)])
        found = words[likely]
        nearest = self._anchors[np.searchsorted(self._anchors, found) % len(self._anchors)]
        for at in likely[nearest == found]:
            yield from self._compare(data, offset + int(at) * ANCHOR_BYTES, int(words[at]))

    def _compare(self, data: bytes, at: int, word: int) -> Iterator[tuple[int, Needle]]:
        for needle in self._needles[word]:
            if at >= _ANCHOR_AT and data.startswith(needle.data, at - _ANCHOR_AT):
                yield at - _ANCHOR_AT, needle


def _hashes(words: Words) -> npt.NDArray[np.intp]:
    return ((words * _MULTIPLIER) >> _SHIFT).astype(np.intp)
