"""Reads the convolution, affine and fully connected layers out of dlib's serialised ResNet. It runs nothing it reads.

dlib writes an integer as one control byte (low nibble: how many bytes follow, 0x80: negative) and then those bytes,
little-endian; a tensor as the integer 2, four dimensions and float32 values; a string as its length and its bytes.
Layers come in network order, each announced by its name (dlib, dnn/layers.h and dnn/tensor.h).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from overt.vision.errors import EngineUnusable
from overt.vision.values import Floats

_LAYER = re.compile(rb"\x01[\x04-\x09](con_\d?|affine_|fc_\d?)")


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """Filters and biases in one vector, filters first; sizes, strides and padding as (down, across)."""

    values: Floats
    filters: int
    size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Affine:
    """A factor and a summand for each channel: batch normalisation, frozen."""

    factor: Floats
    summand: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FullyConnected:
    """(inputs, outputs) float32, without biases."""

    values: Floats


Layer = Convolution | Affine | FullyConnected


def read_layers(data: bytes) -> tuple[Layer, ...]:
    """Return all layers in the file's order; EngineUnusable when the bytes are not dlib's."""
    return tuple(_layers(data))


def _layers(data: bytes) -> Iterator[Layer]:
    done = 0
    for match in _LAYER.finditer(data):
        if match.start() < done or data[match.start() + 1] != len(match.group(1)):
            continue
        reader = _Reader(data, match.end())
        yield reader.layer(match.group(1))
        done = reader.place


class _Reader:
    """A place in the bytes that moves on as values are read."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data = data
        self.place = place

    def layer(self, name: bytes) -> Layer:
        if name.startswith(b"fc"):
            outputs, _inputs = self._integers(2)
            return FullyConnected(self._tensor().reshape(-1, outputs))
        values = self._tensor()
        if name.startswith(b"affine"):
            return Affine(*np.split(values, 2))
        filters, down, across, stride_down, stride_across, pad_down, pad_across = self._integers(7)
        return Convolution(values, filters, (down, across), (stride_down, stride_across), (pad_down, pad_across))

    def _integers(self, count: int) -> list[int]:
        return [self._integer() for _ in range(count)]

    def _integer(self) -> int:
        control = self._take(1)[0]
        value = int.from_bytes(self._take(control & 0x0F), "little")
        return -value if control & 0x80 else value

    def _tensor(self) -> Floats:
        version, *dimensions = self._integers(5)
        count = int(np.prod(dimensions))
        if version != 2 or count < 0:
            raise EngineUnusable("dlib_unreadable", f"Not a dlib tensor at byte {self.place}.")
        return np.frombuffer(self._take(4 * count), "<f4").astype(np.float32)

    def _take(self, count: int) -> bytes:
        taken = self._data[self.place : self.place + count]
        if len(taken) != count:
            raise EngineUnusable("dlib_unreadable", "The dlib network ends in the middle of a layer.")
        self.place += count
        return taken
