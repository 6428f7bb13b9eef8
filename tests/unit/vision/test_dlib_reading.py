import struct

import numpy as np
import pytest

from overt.vision.dlib_to_onnx import convert
from overt.vision.dlib_weights import Affine, Convolution, FullyConnected, read_layers
from overt.vision.errors import EngineUnusable


def integer(value: int) -> bytes:
    size = max((abs(value).bit_length() + 7) // 8, 1)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def tensor(values: list[float]) -> bytes:
    dimensions = (len(values), 1, 1, 1)
    head = b"".join(integer(number) for number in (2, *dimensions))
    return head + struct.pack(f"<{len(values)}f", *values)


def named(name: bytes) -> bytes:
    return b"\x01" + bytes([len(name)]) + name


CONVOLUTION = named(b"con_4") + tensor([1.5, -2.0, 0.25]) + b"".join(integer(n) for n in (2, 1, 1, 2, 2, 0, -1))
AFFINE = named(b"affine_") + tensor([3.0, 4.0, -5.0, 6.0])
FULL = named(b"fc_2") + integer(2) + integer(300) + tensor([1.0, 2.0, 3.0, 4.0])


def test_each_kind_of_layer_is_read_with_its_numbers() -> None:
    convolution, affine, full = read_layers(b"head of the file" + CONVOLUTION + b"between" + AFFINE + FULL)
    assert isinstance(convolution, Convolution)
    assert (convolution.filters, convolution.size, convolution.stride, convolution.padding) == (
        2,
        (1, 1),
        (2, 2),
        (0, -1),
    )
    np.testing.assert_array_equal(convolution.values, [1.5, -2.0, 0.25])
    assert isinstance(affine, Affine)
    np.testing.assert_array_equal(affine.factor, [3.0, 4.0])
    np.testing.assert_array_equal(affine.summand, [-5.0, 6.0])
    assert isinstance(full, FullyConnected)
    np.testing.assert_array_equal(full.values, [[1.0, 2.0], [3.0, 4.0]])


def test_a_name_whose_length_does_not_fit_is_not_a_layer() -> None:
    assert read_layers(b"\x01\x06con_4" + CONVOLUTION[7:]) == ()


@pytest.mark.parametrize("kept", [12, 20, 40])
def test_a_layer_that_ends_in_the_middle_is_a_sentence(kept: int) -> None:
    with pytest.raises(EngineUnusable) as refused:
        read_layers(CONVOLUTION[: min(kept, len(CONVOLUTION) - 1)])
    assert refused.value.code == "dlib_unreadable"


@pytest.mark.parametrize("data", [b"", b"not a network", CONVOLUTION + AFFINE, AFFINE + CONVOLUTION, FULL])
def test_anything_that_is_not_the_face_network_is_not_converted(data: bytes) -> None:
    with pytest.raises(EngineUnusable):
        convert(data)
