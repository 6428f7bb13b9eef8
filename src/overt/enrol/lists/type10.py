"""Faces out of a file of ANSI/NIST-ITL records in the traditional encoding (NIST SP 500-290, Annex B).

A file is a Type-1 record that says which records follow, and those records in that order. Each logical record begins
with its own length in bytes; fields are `type.number:value`, parted by GS, subfields by RS, items by US, and a record
ends with FS. Only Type-10 records whose image type is FACE give a picture. Anything that is not exactly so is refused;
no field but those named below is looked at, and no picture is decoded.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import date

from overt.enrol.lists.errors import ListRefused

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
MAX_RECORDS = 64
MAX_HEADER_BYTES = 64 * 1024
_BINARY_TYPES = range(3, 9)
"""Records of these types begin with a four-byte length and have no fields."""
_TAG = re.compile(rb"([0-9]{1,2})\.([0-9]{2,9}):")
_NUMBER = re.compile(rb"[0-9]{1,9}")
_READ_HERE = frozenset({b"JPEGB", b"PNG"})
_IMAGE_TYPE, _PHOTO_DATE, _COMPRESSION, _DATA = 3, 5, 11, 999


@dataclass(frozen=True)
class FacePicture:
    """One face: the picture's file, and the day it was taken (None when the record does not say)."""

    content: bytes
    taken_on: date | None


def looks_like_type10(data: bytes) -> bool:
    """Whether a file begins as one of ANSI/NIST-ITL records does; the name of a file decides nothing."""
    tag = _TAG.match(data)
    return tag is not None and (int(tag[1]), int(tag[2])) == (1, 1)


def faces(data: bytes) -> tuple[FacePicture, ...]:
    """Return the faces of a file; raises `ListRefused` for a file that is not in form or has none."""
    first, position = _record(data, 0, 1)
    found = []
    for kind in _contents(_fields(first, 1)):
        record, position = _record(data, position, kind)
        if kind == 10:
            face = _face(_fields(record, 10))
            found += [face] if face else []
    _require(position == len(data))
    if not found:
        raise ListRefused("type10_no_face")
    return tuple(found)


def _record(data: bytes, start: int, kind: int) -> tuple[bytes, int]:
    """Return one logical record without its final separator, and where the next one begins."""
    if kind in _BINARY_TYPES:
        _require(start + 4 <= len(data))
        end = start + int(struct.unpack_from(">I", data, start)[0])
        _require(start + 4 < end <= len(data))
        return data[start:end], end
    tag = _TAG.match(data, start)
    _require(tag is not None and (int(tag[1]), int(tag[2])) == (kind, 1))
    assert tag is not None
    length = _NUMBER.match(data, tag.end())
    _require(length is not None)
    assert length is not None
    end = start + int(length[0])
    _require(length.end() < end <= len(data) and data[end - 1 : end] == FS)
    return data[start : end - 1], end


def _fields(record: bytes, kind: int) -> dict[int, bytes]:
    """Return the fields of a record by number; the picture's data, last, may hold any byte."""
    fields: dict[int, bytes] = {}
    position = 0
    while position < len(record):
        tag = _TAG.match(record, position)
        _require(tag is not None)
        assert tag is not None
        number = int(tag[2])
        _require(int(tag[1]) == kind and number not in fields)
        end = len(record) if number == _DATA else record.find(GS, tag.end())
        end = len(record) if end < 0 else end
        _require(number == _DATA or end <= MAX_HEADER_BYTES)
        fields[number] = record[tag.end() : end]
        position = end + 1
    return fields


def _contents(fields: dict[int, bytes]) -> tuple[int, ...]:
    """Return the types of the records that follow, from the transaction content (1.003)."""
    said = [part.split(US) for part in fields.get(3, b"").split(RS)]
    _require(len(said) <= MAX_RECORDS + 1)
    _require(all(len(items) == 2 and all(_NUMBER.fullmatch(item) for item in items) for items in said))
    (first, count), *rest = [(int(kind), int(item)) for kind, item in said]
    _require(first == 1 and count == len(rest))
    kinds = tuple(kind for kind, _ in rest)
    _require(all(2 <= kind <= 99 for kind in kinds))
    return kinds


def _face(fields: dict[int, bytes]) -> FacePicture | None:
    if fields.get(_IMAGE_TYPE, b"").strip() != b"FACE":
        return None
    _require(bool(fields.get(_DATA)))
    if fields.get(_COMPRESSION, b"").strip() not in _READ_HERE:
        raise ListRefused("type10_compression")
    return FacePicture(fields[_DATA], _day(fields.get(_PHOTO_DATE, b"").strip()))


def _day(text: bytes) -> date | None:
    if not text:
        return None
    _require(re.fullmatch(rb"[0-9]{8}", text) is not None)
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise ListRefused("type10_malformed") from None


def _require(holds: bool) -> None:
    if not holds:
        raise ListRefused("type10_malformed")
