"""The demonstration's people on the sign-in page; it refuses to list anybody on a site that is not a demonstration."""

from dataclasses import dataclass

from django.conf import settings

from overt.records.models import RoleGrant
from overt.web.words import role_words

PUBLISHED_PASSWORD = "rehearsal-not-evidence"  # noqa: S105 - published on purpose: it opens a rehearsal of drawn people
"""The password of every person of a demonstration."""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody a visitor may sign in as."""

    login: str
    name: str
    roles: str


def demo_people() -> list[DemoPerson]:
    """Return the people of the demonstration with their roles, or nobody."""
    if not settings.OVERT.demo:
        return []
    held: dict[tuple[str, str], list[str]] = {}
    for grant in RoleGrant.objects.filter(ended_at=None, person__is_active=True).select_related("person"):
        held.setdefault((grant.person.login, grant.person.name), []).append(role_words(grant.role))
    return [DemoPerson(login, name, ", ".join(roles)) for (login, name), roles in held.items()]
