"""Opaque ids: 32 hexadecimal digits that say nothing about what they name."""

from uuid import uuid4


def new_id() -> str:
    """Return a fresh opaque id."""
    return uuid4().hex
