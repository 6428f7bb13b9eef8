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

BRIEFED_ROLES = (Role.SILVER, Role.OPERATOR, Role.ENGAGEMENT_OFFICER)
"""Roles of which somebody must have attended the briefing, beside whoever starts (M-102)."""
