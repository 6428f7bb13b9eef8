"""Add a second factor: the record of it and the factor itself come in one transaction or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from overt.actions.act import act
from overt.actions.system import Actor


@contextmanager
def add_factor(by: Actor, factor: str) -> Iterator[None]:
    """Record that a person adds a factor (totp, webauthn, recovery_codes) of their own; the caller stores it inside."""
    with act(by, "add_factor") as acting:
        acting.record("factor.added", subject=by.id, person=by.id, factor=factor)
        yield
