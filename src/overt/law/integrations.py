"""What another system may read of one deployment, by the role of its token; never a picture, a name or a score."""

from collections.abc import Mapping
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
