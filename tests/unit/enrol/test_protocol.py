"""Messages between service and reader: one encoding, and nothing else is taken."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.enrol.errors import MessageRefused
from overt.enrol.protocol import (
    KEY_BYTES,
    MAX_ANSWER_BYTES,
    MEASURES,
    VERSION,
    Answer,
    Measure,
    Request,
    pack,
    unpack,
)

DIGEST = "0f" * 32
REQUEST = Request("deployment", "picture", b"a" * KEY_BYTES, b"b" * KEY_BYTES, b"sealed")
ACCEPTED = Answer("picture", DIGEST, (), (Measure("sharpness", 0.5),), b"sealed template")
REFUSED = Answer("picture", DIGEST, ("blurred", "too_small"), tuple(Measure(name, 1.0) for name in MEASURES))


def test_a_message_comes_back_as_it_was_sent() -> None:
    assert Request.decode(REQUEST.encode()) == REQUEST
    for answer in (ACCEPTED, REFUSED):
        assert Answer.decode(answer.encode()) == answer


def test_keys_and_pictures_do_not_show_in_a_trace() -> None:
    assert "aaaa" not in repr(REQUEST)
    assert "sealed" not in repr(REQUEST)
    assert "template" not in repr(ACCEPTED)


@pytest.mark.parametrize("message", [REQUEST.encode(), ACCEPTED.encode(), REFUSED.encode()])
def test_a_message_cut_short_or_lengthened_is_refused(message: bytes) -> None:
    kind = Request if message == REQUEST.encode() else Answer
    for length in range(len(message)):
        with pytest.raises(MessageRefused):
            kind.decode(message[:length])
    with pytest.raises(MessageRefused):
        kind.decode(message + b"\0")


@given(st.binary(max_size=400))
def test_any_bytes_are_an_answer_in_form_or_refused(data: bytes) -> None:
    try:
        answer = Answer.decode(data)
    except MessageRefused:
        return
    assert answer.encode() == data


@given(st.integers(0, len(ACCEPTED.encode()) - 1), st.integers(1, 255))
def test_an_answer_with_one_byte_changed_is_refused_or_still_the_only_encoding_of_itself(place: int, by: int) -> None:
    changed = bytearray(ACCEPTED.encode())
    changed[place] ^= by
    with contextlib.suppress(MessageRefused):
        assert Answer.decode(bytes(changed)).encode() == bytes(changed)


def answer_of(*, version=VERSION, picture=b"p", digest=b"0f" * 32, codes=b"", measures=b"", template=b"t") -> bytes:
    return pack((version, picture, digest, codes, measures, template))


def measure(name: bytes, value: bytes) -> bytes:
    return pack((name, value))


HALF = b"\x3f\xe0" + b"\0" * 6
BAD = {
    "another version": answer_of(version=b"overt-enrol-2"),
    "no picture": answer_of(picture=b""),
    "a path for a picture": answer_of(picture=b"../../etc/passwd"),
    "a digest that is none": answer_of(digest=b"zz" * 32),
    "reasons and a template": answer_of(codes=b"blurred"),
    "neither reasons nor a template": answer_of(template=b""),
    "words for a reason": answer_of(codes=b"Call this number", template=b""),
    "a reason twice": answer_of(codes=b"blurred,blurred", template=b""),
    "an empty reason": answer_of(codes=b"blurred,", template=b""),
    "too many reasons": answer_of(codes=b",".join(b"c%d" % n for n in range(17)), template=b""),
    "a measure nobody declared": answer_of(measures=measure(b"ethnicity", HALF)),
    "a measure twice": answer_of(measures=measure(b"sharpness", HALF) * 2),
    "measures out of order": answer_of(measures=measure(b"sharpness", HALF) + measure(b"inter_eye_distance_px", HALF)),
    "a number that is none": answer_of(measures=measure(b"sharpness", b"\x7f\xf8" + b"\0" * 6)),
    "an infinite number": answer_of(measures=measure(b"sharpness", b"\x7f\xf0" + b"\0" * 6)),
    "a short number": answer_of(measures=measure(b"sharpness", b"\0")),
    "a template too long": answer_of(template=b"t" * (MAX_ANSWER_BYTES + 1)),
    "bytes that are no ASCII": answer_of(picture="é".encode()),
}


@pytest.mark.parametrize("message", BAD.values(), ids=BAD.keys())
def test_an_answer_out_of_form_is_refused(message: bytes) -> None:
    assert Answer.decode(answer_of()).accepted
    with pytest.raises(MessageRefused) as refused:
        Answer.decode(message)
    assert refused.value.code == "message-refused"


@given(st.lists(st.binary(max_size=20), max_size=6))
def test_fields_come_back_whole(fields: list[bytes]) -> None:
    assert unpack(pack(fields), [20] * len(fields)) == fields
