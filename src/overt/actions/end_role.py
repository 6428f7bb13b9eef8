"""Take a role from a person; the grant stays as history, with who ended it."""

from dataclasses import replace

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.models import Person, RoleGrant


def end_role(by: Actor, person: Person, role: Role) -> RoleGrant:
    """End one current role of one person; nobody ends their own."""
    with act(by, "end_role", learn=lambda facts: replace(facts, granted_to=person.id)) as acting:
        held = RoleGrant.objects.filter(person=person, role=role, ended_at=None).first()
        if held is None:
            raise ActionRefused("role_not_held", "This person does not hold this role.")
        acting.record("role.ended", subject=person.id, person=person.id, role=role.value, grant=held.id)
        held.ended_by, held.ended_at = acting.by.id, acting.now
        held.save()
    return held
