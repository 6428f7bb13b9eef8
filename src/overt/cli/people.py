"""`overt people`: list who may do what, and add somebody, as an administrator with password and second factor."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.site import open_site

if TYPE_CHECKING:
    from overt.records.models import Person


def list_people() -> None:
    """List everybody with a login on this site and the roles they hold."""
    open_site()
    from overt.records.models import Person

    for person in Person.objects.prefetch_related("grants").order_by("login"):
        roles = sorted(grant.role for grant in person.grants.all() if grant.ended_at is None)
        typer.echo(f"{person.login:16} {person.name:30} {', '.join(roles) or 'no role'}")


def add(
    login: Annotated[str, typer.Argument(help="What the person signs in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="A role; repeat for several.")],
    administrator: Annotated[str, typer.Option(help="Login of the administrator who adds them.")] = "admin",
) -> None:
    """Add a person with roles; what is asked is read from OVERT_ADMIN_PASSWORD, _CODE and OVERT_NEW_PASSWORD if set."""
    open_site()
    from overt.actions.create_person import create_person
    from overt.actions.grant_role import grant_role
    from overt.law.roles import Role

    known = {each.value: each for each in Role}
    unknown = sorted(set(role) - set(known))
    if unknown:
        raise Unusable(f"There is no role called {', '.join(unknown)}; there are: {', '.join(sorted(known))}.")
    by = signed_in(administrator, _password("OVERT_ADMIN_PASSWORD", f"Password of {administrator}"))
    person = create_person(
        by, login=login, name=name, password=_password("OVERT_NEW_PASSWORD", f"Password for {login}")
    )
    for each in role:
        grant_role(by, person, known[each])
    typer.echo(f"{name} may sign in as {login}.")


def signed_in(login: str, password: str) -> "Person":
    """Return the person with this login and password."""
    from overt.records.models import Person

    person = Person.objects.filter(login=login, is_active=True).first()
    if person is None or not person.check_password(password):
        raise Unusable("That login and password do not belong together on this site.")
    _ask_for_the_second_factor(person)
    return person


def _ask_for_the_second_factor(person: "Person") -> None:
    """Ask for a code of somebody who has a second factor; a command cannot ask for a passkey, so codes stand in."""
    from allauth.mfa.models import Authenticator

    from overt.actions.record_session import record_session

    held = Authenticator.objects.filter(user_id=person.pk)
    if not held.exists():
        return
    by_code = held.exclude(type=Authenticator.Type.WEBAUTHN)
    if not by_code.exists():
        raise Unusable("You have a passkey and no codes: use the page “People and roles”, or make recovery codes.")
    code = _password("OVERT_ADMIN_CODE", "Code of your authenticator app, or a recovery code")
    for one in by_code:
        if one.wrap().validate_code(code):
            record_session("confirmed", person.pk, factor=one.type)
            return
    record_session("refused", person.pk, factor="totp")
    raise Unusable("That code is wrong or was used already.")


def _password(variable: str, prompt: str) -> str:
    return os.environ.get(variable) or str(typer.prompt(prompt, hide_input=True))
