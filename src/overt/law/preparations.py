"""What must be done in the open before a deployment in a public place starts (E-29, E-30, M-102).

A rehearsal is in no public place: its space is controlled and signed for, or its people are drawn.
"""

from collections.abc import Mapping
from enum import StrEnum

from overt.law.roles import Role


class PreparationKind(StrEnum):
    """One thing recorded before a start."""

    NOTICE = "notice"
    LATE_NOTICE = "late_notice"
    BRIEFING = "briefing"
    SIGNS = "signs"
    UNCHECKED = "unchecked"


SIGNS_SAY: Mapping[str, str] = {
    "in_use": "Live facial recognition is in use",
    "biometric": "Biometric data is processed",
    "police_purpose": "The police do it, and for which purpose",
}
"""What every sign says, by code (E-30)."""

SEEDS = "blue_list"
"""The category of volunteers on a list: they are recognised to show that the chain works and are no subjects."""


class Light(StrEnum):
    """How a seeded passage was lit, as whoever marks it sees it."""

    DAYLIGHT = "daylight"
    DUSK = "dusk"
    STREET_LIGHT = "street_light"
    INDOOR = "indoor"


class Distance(StrEnum):
    """How far from the camera a volunteer enters the zone, in metres; a lower edge belongs to its band."""

    UNDER_5 = "under_5"
    FROM_5_TO_10 = "from_5_to_10"
    FROM_10_TO_15 = "from_10_to_15"
    FROM_15 = "from_15"


BRIEFED_ROLES = (Role.SILVER, Role.OPERATOR, Role.ENGAGEMENT_OFFICER)
"""Roles of which somebody must have attended the briefing, beside whoever starts (M-102)."""
