"""The people of the demonstration: invented names, one role each, one published password."""

from collections.abc import Mapping
from dataclasses import dataclass

from overt.law.roles import Role
from overt.records.models import Person
from overt.web.account.demo import PUBLISHED_PASSWORD


@dataclass(frozen=True)
class Part:
    """One part to play."""

    login: str
    name: str
    role: Role


ADMINISTRATOR = Part("admin", "Alex Marlowe", Role.ADMINISTRATOR)
PARTS = (
    Part("applicant", "Robin Adeyemi", Role.TEAM_MEMBER),
    Part("authoriser", "Superintendent Jo Castellan", Role.AUTHORISING_OFFICER),
    Part("gold", "Commander Lee Ferrand", Role.GOLD),
    Part("silver", "Chief Inspector Sam Olawale", Role.SILVER),
    Part("operator", "Kit Brannigan", Role.OPERATOR),
    Part("officer", "Constable Ash Varma", Role.ENGAGEMENT_OFFICER),
    Part("overseer", "Dr Noor Lindqvist, ethics panel", Role.OVERSEER),
)


def engage_cast() -> Mapping[str, Person]:
    """Give every part a person with its role; the administrator comes first and grants the others."""
    from overt.actions.create_person import create_person
    from overt.actions.grant_role import grant_role
    from overt.actions.initialise_site import initialise_site

    administrator = initialise_site(login=ADMINISTRATOR.login, name=ADMINISTRATOR.name, password=PUBLISHED_PASSWORD)
    cast = {ADMINISTRATOR.login: administrator}
    for part in PARTS:
        person = create_person(administrator, login=part.login, name=part.name, password=PUBLISHED_PASSWORD)
        grant_role(administrator, person, part.role)
        cast[part.login] = person
    return cast
