"""People and roles: nobody makes themselves anything."""

import pytest

from overt.actions.create_person import create_person
from overt.actions.end_role import end_role
from overt.actions.grant_role import grant_role
from overt.actions.initialise_site import initialise_site
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Person, RoleGrant
from tests import make
from tests.integration.actions.test_authority import refusal


def test_a_site_is_initialised_once(who: make.People) -> None:
    assert who.administrator.roles == {Role.ADMINISTRATOR}
    code = refusal(initialise_site, login="second", name="Second", password=make.PASSWORD)
    assert code == "site_has_people"
    assert Person.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "elevenchars", "password1234"])
def test_a_weak_password_is_refused_in_words(who: make.People, password: str) -> None:
    code = refusal(create_person, who.administrator, login="long-person", name="P", password=password)
    assert code == "password_weak"


def test_a_login_is_unique_and_not_empty(who: make.People) -> None:
    named = {"name": "P", "password": make.PASSWORD}
    assert refusal(create_person, who.administrator, login="admin", **named) == "login_taken"
    assert refusal(create_person, who.administrator, login=" ", **named) == "name_missing"


def test_no_name_reaches_the_ledger(who: make.People) -> None:
    create_person(who.administrator, login="j.bloggs", name="Jo Bloggs", password=make.PASSWORD)
    assert not any("loggs" in str(entry) for entry in entries_after(-1))


def test_the_administrator_gives_themselves_no_role_and_takes_none(who: make.People) -> None:
    admin = who.administrator
    assert refusal(grant_role, admin, admin, Role.AUTHORISING_OFFICER) == "actor_is_not_the_grantee"
    assert refusal(end_role, admin, admin, Role.ADMINISTRATOR) == "actor_is_not_the_grantee"


def test_a_role_is_held_once_and_its_history_stays(who: make.People) -> None:
    assert refusal(grant_role, who.administrator, who.operator, Role.OPERATOR) == "role_held"
    end_role(who.administrator, who.operator, Role.OPERATOR)
    assert refusal(end_role, who.administrator, who.operator, Role.OPERATOR) == "role_not_held"
    grant_role(who.administrator, who.operator, Role.OPERATOR)
    assert RoleGrant.objects.filter(person=who.operator).count() == 2
    assert who.operator.roles == {Role.OPERATOR}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_but_an_administrator_gives_roles(who: make.People, role: Role) -> None:
    actor = getattr(who, role)
    other = make.person(who.administrator)
    assert refusal(grant_role, actor, other, Role.AUTHORISING_OFFICER) == "role_missing"


def test_a_password_is_kept_hashed(who: make.People) -> None:
    kept = Person.objects.get().password
    assert make.PASSWORD not in kept
    assert Person.objects.get().check_password(make.PASSWORD)
