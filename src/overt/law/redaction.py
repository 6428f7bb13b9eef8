"""Which parts of an application the oversight group may read before a decision.

Identities and the intelligence case are no part at all: nothing shows them to the group. Its owner may withhold more.
"""

from collections.abc import Mapping

from overt.law.form_one import Setting, form
from overt.law.packs import LawPack

PLAN: Mapping[str, str] = {
    "kind": "Kind and use case",
    "plan_purpose": "Purpose",
    "plan_place": "Place",
    "plan_hours": "Hours",
    "plan_cameras": "Cameras",
    "plan_engine": "Engine and threshold",
    "composition": "Composition of the watchlist",
}
"""What was planned, each part by code, in words."""

NEVER = frozenset({"intelligence"})
"""Sections of Form 1 the group never reads."""


def parts(pack: LawPack, setting: Setting) -> dict[str, str]:
    """Return every part of an application the group may read, by code: its plan, then the sections of Form 1."""
    asked = form(pack).sections_for(setting)
    return dict(PLAN) | {section.code: f"Form 1: {section.title}" for section in asked if section.code not in NEVER}
