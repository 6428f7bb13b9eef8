"""Canonical JSON (RFC 8785): one value has one spelling, so that its hash means something.

Refuses floating-point numbers, whose printed form an auditor should not have to trust, and
on reading refuses bytes that are not the canonical spelling of what they say.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import rfc8785

from overt.ledger.errors import LedgerError

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None


def canonical(value: Json) -> bytes:
    """Spell `value` as RFC 8785 bytes; `LedgerError("not_canonical")` if it has none."""
    try:
        _refuse_floats(value)
        return bytes(rfc8785.dumps(value))
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise LedgerError("not_canonical", f"This value has no canonical JSON form: {error}.") from error


def parse(data: bytes) -> Json:
    """Read canonical bytes; `LedgerError("not_canonical")` for any other bytes."""
    try:
        value = cast(Json, json.loads(data))
    except (ValueError, RecursionError) as error:
        raise LedgerError("not_canonical", "These bytes are not JSON text.") from error
    if canonical(value) != data:
        raise LedgerError("not_canonical", "This JSON text is not in its canonical form.")
    return value


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise LedgerError("not_canonical", "Numbers with a fraction are written as decimal text.")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
