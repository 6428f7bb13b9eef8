"""Who may act: a person who signed in, or the software for the few acts the permission map leaves to it."""

from dataclasses import dataclass

from overt.law.roles import Role
from overt.records.models import Person


@dataclass(frozen=True)
class Software:
    """The program itself; it holds no role and decides nothing about a person."""

    id: str = "software"
    roles: frozenset[Role] = frozenset()


SOFTWARE = Software()

Actor = Person | Software
"""Everybody who may appear as `by`."""

RECORDING_RULE = "rule:recording-rehearsal"
"""Stands where an officer's id would: nobody signed, the rule for consenting people's recordings applied."""
