"""Give a person a role; nobody gives one to themselves."""

from dataclasses import replace

from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import Person, RoleGrant


def grant_role(by: Actor, person: Person, role: Role) -> RoleGrant:
    """Give one role to one person."""
    with act(by, "grant_role", learn=lambda facts: replace(facts, granted_to=person.id)) as acting:
        return grant(acting, person, role)


def grant(acting: Acting, person: Person, role: Role) -> RoleGrant:
    """Record and make one grant, within an act already under way."""
    if RoleGrant.objects.filter(person=person, role=role, ended_at=None).exists():
        raise ActionRefused("role_held", "This person holds this role already.")
    given = RoleGrant(id=new_id(), person=person, role=role.value, granted_by=acting.by.id, granted_at=acting.now)
    acting.record("role.granted", subject=person.id, person=person.id, role=role.value, grant=given.id)
    given.save(force_insert=True)
    return given
