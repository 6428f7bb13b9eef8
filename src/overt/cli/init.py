"""`overt init`: make a site folder with its keys, its database, its ledger and its first administrator."""

import os
from pathlib import Path
from typing import Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder
from overt.cli.site import set_up_django


def init(
    administrator: Annotated[str, typer.Option(help="Login of the first administrator.")] = "admin",
    name: Annotated[str, typer.Option(help="Name of the first administrator.")] = "Administrator",
) -> None:
    """Make a site in OVERT_HOME; the first administrator's password is asked, or read from OVERT_INIT_PASSWORD."""
    home = home_folder()
    password = os.environ.get("OVERT_INIT_PASSWORD") or typer.prompt(
        "Password of the first administrator (12 characters or more)", hide_input=True, confirmation_prompt=True
    )
    make_site(home)
    make_administrator(administrator, name, password)
    typer.echo(f"The site is in {home}. Next: `overt serve`, then sign in as {administrator}.")


def make_site(home: Path) -> None:
    """Make the folder, the keys, the database and the ledger of a new site.

    Raises:
        Unusable: the folder already holds a site.
    """
    if (home / "keys").exists():
        raise Unusable(f"There is a site in {home} already; nothing was changed. Set OVERT_HOME to an empty folder.")
    from overt import vault
    from overt.ledger.checkpoint import create_signing_key

    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault.create(home)
    create_signing_key(home / "keys")
    set_up_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def make_administrator(login: str, name: str, password: str) -> None:
    """Create the site's first person, who may grant every other role but decides nothing alone."""
    from overt.actions.initialise_site import initialise_site

    initialise_site(login=login, name=name, password=password)
