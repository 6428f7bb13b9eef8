"""Messages between the trusted service and the locked-up reader; refuses whatever is not exactly in form.

A message is a sequence of fields, each a four-byte big-endian length and that many bytes, in one fixed order with
nothing before, between or after: every value has exactly one encoding. Both sides parse strictly, because what
comes out of a process that has just read a hostile picture is hostile too. No free text crosses: reasons travel
as codes, and the words people read are chosen on the trusted side (`overt.enrol.words`).
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from overt.enrol.errors import MessageRefused

VERSION = b"overt-enrol-1"
KEY_BYTES = 32
"""AES-256 record keys."""
MAX_ENVELOPE_BYTES = 32 * 1024 * 1024
"""Largest sealed picture taken; the upload page's own limit is lower."""
MAX_ANSWER_BYTES = 48 * 1024
"""Below the 64 KiB a pipe holds, so a reader that answers in form never waits for anybody."""
MAX_CODES = 16
MEASURES = (
    "inter_eye_distance_px",
    "sharpness",
    "head_pose_yaw_radians",
    "head_pose_pitch_radians",
    "head_pose_roll_radians",
    "luminance_mean",
    "under_exposure_prevention",
    "over_exposure_prevention",
    "single_face_present",
    "head_size",
    "other_faces",
)
"""Quality numbers a reader may give, named after ISO/IEC 29794-5 (its method is followed, no conformance claimed).

`single_face_present` is 1 minus the area of the second face over that of the first; `head_size` the height of the
face box over that of the picture; `other_faces`, ours, how many other faces were found.
"""

_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_CODE = re.compile(rb"[a-z][a-z0-9_-]{0,47}")
_DIGEST = re.compile(rb"[0-9a-f]{64}")
_LENGTH = struct.Struct(">I")
_NUMBER = struct.Struct(">d")


@dataclass(frozen=True)
class Request:
    """One sealed picture to read, with the keys of exactly the two records it concerns."""

    deployment: str
    picture: str
    picture_key: bytes = field(repr=False)
    template_key: bytes = field(repr=False)
    envelope: bytes = field(repr=False)

    def encode(self) -> bytes:
        """Return the canonical bytes."""
        names = (self.deployment.encode(), self.picture.encode())
        return pack((VERSION, *names, self.picture_key, self.template_key, self.envelope))

    @classmethod
    def decode(cls, data: bytes) -> Request:
        """Parse canonical bytes; raises `MessageRefused` on any deviation."""
        limits = (len(VERSION), 64, 64, KEY_BYTES, KEY_BYTES, MAX_ENVELOPE_BYTES)
        version, deployment, picture, picture_key, template_key, envelope = unpack(data, limits)
        _require(version == VERSION, "version")
        _require(len(picture_key) == len(template_key) == KEY_BYTES, "key length")
        return cls(_text(_ID, deployment), _text(_ID, picture), picture_key, template_key, envelope)


@dataclass(frozen=True)
class Measure:
    """One quality number of a picture: a name of `MEASURES` and its value."""

    name: str
    value: float


@dataclass(frozen=True)
class Answer:
    """What the reader says of one picture: refusal codes or a sealed template, never both."""

    picture: str
    engine_digest: str
    refusals: tuple[str, ...]
    measures: tuple[Measure, ...]
    template_envelope: bytes = field(repr=False, default=b"")

    @property
    def accepted(self) -> bool:
        """Whether the picture gave a template."""
        return not self.refusals

    def encode(self) -> bytes:
        """Return the canonical bytes."""
        measures = b"".join(pack((m.name.encode(), _NUMBER.pack(m.value))) for m in self.measures)
        codes = b",".join(code.encode() for code in self.refusals)
        names = (self.picture.encode(), self.engine_digest.encode())
        return pack((VERSION, *names, codes, measures, self.template_envelope))

    @classmethod
    def decode(cls, data: bytes) -> Answer:
        """Parse canonical bytes from an untrusted reader; raises `MessageRefused` on any deviation."""
        limits = (len(VERSION), 64, 64, MAX_ANSWER_BYTES, MAX_ANSWER_BYTES, MAX_ANSWER_BYTES)
        version, picture, digest, codes, measures, template = unpack(data, limits)
        _require(version == VERSION, "version")
        refusals = tuple(_text(_CODE, code) for code in codes.split(b",")) if codes else ()
        _require(len(set(refusals)) == len(refusals) <= MAX_CODES, "reasons")
        _require(bool(refusals) != bool(template), "either reasons or a template")
        return cls(_text(_ID, picture), _text(_DIGEST, digest), refusals, _measures(measures), template)


def pack(fields: Sequence[bytes]) -> bytes:
    """Return the fields one after another, each behind its four-byte length."""
    return b"".join(_LENGTH.pack(len(value)) + value for value in fields)


def unpack(data: bytes, limits: Sequence[int]) -> list[bytes]:
    """Return exactly `len(limits)` fields, none longer than its limit, using every byte of `data`."""
    fields: list[bytes] = []
    position = 0
    for limit in limits:
        value, position = _take(data, position, limit)
        fields.append(value)
    _require(position == len(data), "trailing bytes")
    return fields


def _take(data: bytes, position: int, limit: int) -> tuple[bytes, int]:
    start = position + _LENGTH.size
    _require(start <= len(data), "field length cut short")
    (length,) = _LENGTH.unpack_from(data, position)
    _require(length <= limit, "field too long")
    _require(start + length <= len(data), "field cut short")
    return data[start : start + length], start + length


def _measures(data: bytes) -> tuple[Measure, ...]:
    measures: list[Measure] = []
    position = 0
    while position < len(data):
        name, position = _take(data, position, 48)
        value, position = _take(data, position, _NUMBER.size)
        measures.append(Measure(_text(_CODE, name), _number(value)))
    names = [measure.name for measure in measures]
    _require(names == [name for name in MEASURES if name in names], "measures unknown, twice or out of order")
    return tuple(measures)


def _number(data: bytes) -> float:
    _require(len(data) == _NUMBER.size, "number length")
    value = float(_NUMBER.unpack(data)[0])
    _require(math.isfinite(value) and abs(value) <= 1e9, "number out of range")
    return value


def _text(form: re.Pattern[bytes], data: bytes) -> str:
    _require(form.fullmatch(data) is not None, "name")
    return data.decode("ascii")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise MessageRefused(f"A message of the picture reader is malformed ({what}); it was not used.")
