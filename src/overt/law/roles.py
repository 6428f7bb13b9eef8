"""Who people are in a deployment (Mandate 2018 and EIA 2023; words as in the glossary). A role is never a rank."""

from enum import StrEnum


class Role(StrEnum):
    """A role a person may hold; one person may hold several, never on both sides of one decision."""

    TEAM_MEMBER = "team_member"
    AUTHORISING_OFFICER = "authorising_officer"
    URGENT_OFFICER = "urgent_officer"
    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    OPERATOR = "operator"
    ENGAGEMENT_OFFICER = "engagement_officer"
    TECHNICAL_LEAD = "technical_lead"
    LEGAL_ADVISER = "legal_adviser"
    DPO = "dpo"
    SENIOR_RESPONSIBLE_OFFICER = "senior_responsible_officer"
    EVALUATOR = "evaluator"
    FOI_OFFICER = "foi_officer"
    PUBLISHER = "publisher"
    OVERSEER = "overseer"
    ADMINISTRATOR = "administrator"


DECIDING = frozenset(
    {
        Role.TEAM_MEMBER,
        Role.AUTHORISING_OFFICER,
        Role.URGENT_OFFICER,
        Role.GOLD,
        Role.SILVER,
        Role.BRONZE,
        Role.OPERATOR,
        Role.ENGAGEMENT_OFFICER,
        Role.TECHNICAL_LEAD,
        Role.LEGAL_ADVISER,
        Role.DPO,
        Role.SENIOR_RESPONSIBLE_OFFICER,
        Role.PUBLISHER,
        Role.ADMINISTRATOR,
    }
)
"""Roles that decide about people, an authority or other people's roles: none is used without a second factor (M-51).

Left out are those that read or answer: evaluator, freedom of information officer, overseer.
"""
