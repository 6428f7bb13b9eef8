"""What a page that stays open was let in with, and whether it still would be: many pages in a few questions.

It refuses what the door refuses: a session that is gone, over or older than its person's password, a person without a
role, a role that decides without a second factor shown in this very session.
"""

from collections.abc import Collection
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from overt.law import Role
from overt.law.roles import DECIDING
from overt.records.models import Person, RoleGrant
from overt.web.account.demo import is_demonstration
from overt.web.account.second_factor import FACTORS, factor_was_shown


@dataclass(frozen=True)
class Pass:
    """One page's session, its person, that person's sign-in as the session knows it, and whether a factor was shown."""

    session: str
    person: str
    signed_in_with: str
    factor_shown: bool


def pass_of(request: HttpRequest) -> Pass | None:
    """Return what this request comes with, or None for somebody who is not signed in."""
    if not isinstance(request.user, Person):
        return None
    session = request.session
    shown = factor_was_shown(request, request.user)
    return Pass(session.session_key or "", request.user.pk, str(session.get(HASH_SESSION_KEY, "")), shown)


def still_good(passes: Collection[Pass]) -> set[Pass]:
    """Return those of these passes with which a page would be let in now."""
    sessions = set(
        Session.objects.filter(
            session_key__in={one.session for one in passes}, expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    people = Person.objects.in_bulk({one.person for one in passes})
    roles = _roles_of(people)
    asked = _asked_for_a_factor(roles)
    have = set(Authenticator.objects.filter(user_id__in=asked, type__in=FACTORS).values_list("user_id", flat=True))
    return {
        one
        for one in passes
        if one.session in sessions
        and roles.get(one.person)
        and constant_time_compare(one.signed_in_with, people[one.person].get_session_auth_hash())
        and (one.person not in asked or (one.factor_shown and one.person in have))
    }


def _roles_of(people: dict[str, Person]) -> dict[str, set[Role]]:
    """Return the roles held now by those of these people who are active."""
    roles: dict[str, set[Role]] = {}
    for person, role in RoleGrant.objects.filter(person__in=people, person__is_active=True, ended_at=None).values_list(
        "person_id", "role"
    ):
        roles.setdefault(person, set()).add(Role(role))
    return roles


def _asked_for_a_factor(roles: dict[str, set[Role]]) -> set[str]:
    return set() if is_demonstration() else {person for person, held in roles.items() if held & DECIDING}
