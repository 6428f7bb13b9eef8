"""The kinds of value an event may carry: none of them can hold a name, a sentence or a face.

Each `Field` accepts one narrow shape and refuses everything else, so that a person's name,
e-mail address, telephone number, date of birth or free text cannot reach the ledger by
mistake (I-6). Free text enters only as a salted commitment (`overt.vault.commit`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_MAX_COUNT = 999_999_999


@dataclass(frozen=True)
class Field:
    """One kind of value: how it is described to a person, and the test it must pass."""

    description: str
    accepts: Callable[[object], bool]


def _matching(description: str, pattern: str) -> Field:
    compiled = re.compile(pattern, re.ASCII)
    return Field(description, lambda value: isinstance(value, str) and bool(compiled.fullmatch(value)))


def one_of(*words: str) -> Field:
    """Give the field whose value is one of these words: a closed vocabulary."""
    return Field("one of " + ", ".join(words), lambda value: value in words)


def many(field: Field) -> Field:
    """Give the field whose value is a list of values of `field`."""
    return Field(
        f"a list of: {field.description}",
        lambda value: isinstance(value, list) and all(map(field.accepts, value)),
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT


ID = _matching("an opaque id, 32 hexadecimal digits", r"[0-9a-f]{32}")
DIGEST = _matching("a SHA-256 digest, 64 hexadecimal digits", r"[0-9a-f]{64}")
COMMITMENT = _matching("a salted commitment, 64 hexadecimal digits", r"[0-9a-f]{64}")
ACTOR = _matching("an opaque id, `software` or `rule:name`", r"[0-9a-f]{32}|software|rule:[a-z-]+")
CODE = _matching("a code in small letters, digits and underscores", r"[a-z][a-z0-9_]{0,47}")
LABEL = _matching(
    "a label of a camera, engine or law pack: a letter, then letters, digits, dots, hyphens or underscores",
    r"[A-Za-z][A-Za-z0-9_.-]{0,47}",
)
VERSION = _matching("a version such as 0.1.0", r"[0-9]{1,4}(\.[0-9a-z]{1,12}){1,4}")
DECIMAL = _matching("a number as decimal text", r"-?[0-9]{1,9}(\.[0-9]{1,12})?")
TIME = _matching(
    "a UTC time such as 2026-01-02T03:04:05.000000Z",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z",
)
COUNT = Field("a whole number from 0 to 999,999,999", _is_count)
FLAG = Field("true or false", lambda value: isinstance(value, bool))
IDS, CODES, LABELS, COUNTS = many(ID), many(CODE), many(LABEL), many(COUNT)
