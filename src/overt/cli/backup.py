"""`overt backup`: make a backup of the records without any key, and bring one back."""

from pathlib import Path
from typing import Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder
from overt.cli.site import open_site, open_sound_site, set_up_django

NOT_IN_IT = "It holds no key: copy `keys/` apart from it, or not at all, and never keep old copies of it."


def make(file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Write the records, the ledger's files and the sealed files to one file; no key is in it."""
    open_sound_site()
    from overt.actions.back_up_site import back_up_site

    backup = back_up_site(file.absolute())
    typer.echo(f"{len(backup.files)} files are in {file}, digest {backup.digest}. {NOT_IN_IT}")


def restore(file: Annotated[Path, typer.Argument(help="A file that `overt backup make` wrote.")]) -> None:
    """Bring a backup back beside the site's own keys; what was erased since is erased again, with receipts."""
    home = home_folder()
    if not (home / "keys").is_dir():
        raise Unusable(f"Put the site's own `keys` folder into {home} first: without it nothing sealed can be read.")
    set_up_django()
    from overt.actions.back_up_site import record_restored, restore_site

    backup = restore_site(file.absolute())
    open_site()
    record_restored(backup)
    from overt.actions.finish_erasures import finish_erasures

    found = finish_erasures()
    typer.echo(
        f"The records are as they were on {backup.made_at:%d %B %Y at %H:%M} UTC. Records erased again because their"
        f" keys are gone: {found.keyless}. Keys and files of later records destroyed:"
        f" {found.orphan_keys + found.orphan_media}."
    )
    typer.echo(
        "The ledger is shorter now if it grew after the backup. Whoever saw the longer one will say so: tell your"
        " witnesses and your oversight panel, and keep the folder `ledger.before-…`."
    )
