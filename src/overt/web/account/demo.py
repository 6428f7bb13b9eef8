"""The demonstration's people and their password-only sign-in; it refuses both where there is anything else to see."""

from dataclasses import dataclass

from django.conf import settings

from overt.law import Kind, Source
from overt.records.models import Deployment, RoleGrant
from overt.web.words import role_words

PUBLISHED_PASSWORD = "rehearsal-not-evidence"  # noqa: S105 - published on purpose: it opens a rehearsal of drawn people
"""The password of every person of a demonstration."""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody a visitor may sign in as."""

    login: str
    name: str
    roles: str


def is_demonstration() -> bool:
    """Return whether this site is a demonstration and holds nothing but rehearsals of drawn people.

    The law refuses any other application here (`demonstration_holds_drawn_rehearsals_only`); a site that became a
    demonstration afterwards asks for second factors all the same.
    """
    if not settings.OVERT.demo:
        return False
    return not Deployment.objects.exclude(kind=Kind.REHEARSAL, source=Source.DRAWN).exists()


def demo_people() -> list[DemoPerson]:
    """Return the people of the demonstration with their roles, or nobody."""
    if not is_demonstration():
        return []
    held: dict[tuple[str, str], list[str]] = {}
    for grant in RoleGrant.objects.filter(ended_at=None, person__is_active=True).select_related("person"):
        held.setdefault((grant.person.login, grant.person.name), []).append(role_words(grant.role))
    return [DemoPerson(login, name, ", ".join(roles)) for (login, name), roles in held.items()]
