"""What another system may read of one deployment; never a picture, a name or a score.

The authority names each system, with what it may read: Form 1 asks, and its answer is frozen with the decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from overt.law.roles import Role


class Reading(StrEnum):
    """One thing another system may read."""

    ALERTS = "alerts"
    COUNTS = "counts"
    HEALTH = "health"


SCOPES: Mapping[Role, frozenset[Reading]] = MappingProxyType(
    {
        Role.OPERATOR: frozenset(Reading),
        Role.TECHNICAL_LEAD: frozenset({Reading.COUNTS, Reading.HEALTH}),
        Role.OVERSEER: frozenset({Reading.COUNTS}),
    }
)
"""Roles a token can be scoped to, with what they may read."""

NAMED_IN = "systems.named"
"""Where Form 1 names the other systems."""


@dataclass(frozen=True)
class NamedSystem:
    """One system an authority names; `host` is where it may be told of alerts' states, empty for nowhere."""

    name: str
    purpose: str
    role: Role
    host: str = ""


def systems_in(rows: Sequence[Mapping[str, str]]) -> tuple[NamedSystem, ...]:
    """Return the systems that rows of Form 1 name."""
    return tuple(
        NamedSystem(row["name"].strip(), row["purpose"].strip(), Role(row["role"]), row.get("host", "").strip().lower())
        for row in rows
    )
