"""Make a site with its first law pack and its first person, an administrator who decides nothing alone."""

from overt.actions.act import act
from overt.actions.create_person import new_person
from overt.actions.errors import ActionRefused
from overt.actions.grant_role import grant
from overt.actions.propose_law_pack import first_pack
from overt.actions.system import SOFTWARE
from overt.law.roles import Role
from overt.records.models import Person


def initialise_site(*, login: str, name: str, password: str) -> Person:
    """Create the first person with the role of administrator; refused once anybody exists."""
    with act(SOFTWARE, "initialise_site") as acting:
        if Person.objects.exists():
            raise ActionRefused("site_has_people", "This site has people already; an administrator can add more.")
        version = first_pack(acting)
        acting.record("site.initialised", pack=version.name, pack_digest=version.digest)
        person = new_person(acting, login, name, password)
        grant(acting, person, Role.ADMINISTRATOR)
    return person
