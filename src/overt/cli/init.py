"""`overt init`: make a site folder with its keys, its database, its ledger and its first administrator."""

import getpass
import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder
from overt.cli.site import open_sound_site, publish_ledger, set_up_django

if TYPE_CHECKING:
    from overt.records.models import Person


def init(
    administrator: Annotated[str, typer.Option(help="Login of the first administrator.")] = "admin",
    name: Annotated[str, typer.Option(help="Name of the first administrator.")] = "Administrator",
) -> None:
    """Make a site in OVERT_HOME; the first administrator's password is asked, or read from OVERT_INIT_PASSWORD."""
    home = home_folder()
    password = os.environ.get("OVERT_INIT_PASSWORD") or typer.prompt(
        "Password of the first administrator (12 characters or more)",
        hide_input=True,
        confirmation_prompt=True,
    )
    make_site(home)
    make_administrator(administrator, name, password)
    typer.echo(
        f"The site is in {home}. Next: `overt serve`, then sign in as {administrator} and set up a second factor."
    )


def make_site(home: Path) -> None:
    """Make the folder, the keys, the database and the ledger of a new site.

    Raises:
        Unusable: the folder already holds a site.
    """
    if (home / "keys").exists():
        raise Unusable(f"There is a site in {home} already; nothing was changed. Set OVERT_HOME to an empty folder.")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _fill(home)
    except BaseException:
        # A site with keys but no tables would look finished to the next command.
        shutil.rmtree(home / "keys", ignore_errors=True)
        raise


def _fill(home: Path) -> None:
    from overt import vault

    vault.create(home)
    set_up_django()
    from django.core.management import call_command

    from overt.ledger.checkpoint import create_signing_key

    create_signing_key(home / "keys")
    call_command("migrate", interactive=False, verbosity=0)


def ensure_site(home: Path) -> Path:
    """Return the site folder ready for use; where there is none, make one whose people cannot sign in yet."""
    if (home / "keys").exists():
        open_sound_site()
    else:
        make_site(home)
        make_administrator("admin", "Administrator", secrets.token_urlsafe(32))
    return home


def make_administrator(login: str, name: str, password: str) -> None:
    """Create the first person, who may grant roles but decides nothing alone, and the person commands act as."""
    from overt.actions.create_person import create_person
    from overt.actions.grant_role import grant_role
    from overt.actions.initialise_site import initialise_site
    from overt.law.roles import Role

    administrator = initialise_site(login=login, name=name, password=password)
    commands = create_person(
        administrator,
        login=commands_login(),
        name=f"The account {getpass.getuser()} on this machine",
        password=secrets.token_urlsafe(32),
    )
    for role in (Role.TEAM_MEMBER, Role.OPERATOR):
        grant_role(administrator, commands, role)
    publish_ledger(home_folder())


def commands_login() -> str:
    """Return the login under which this account's commands are recorded; nobody signs in to the pages with it."""
    return f"{getpass.getuser()}@commands"


def commands_person() -> "Person":
    """Return the person this account's commands act as.

    Raises:
        Unusable: the site's administrator has not added this account.
    """
    from overt.records.models import Person

    person = Person.objects.filter(login=commands_login(), is_active=True).first()
    if person is None:
        raise Unusable(
            f"This account is not known to the site. An administrator adds it with `overt people add"
            f" {commands_login()} --name NAME --role team_member --role operator`."
        )
    return person
