"""Open the site folder for a command: Django's settings, the folder's state, the environment of child processes."""

import os
import sys
from pathlib import Path

import django

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder

DATABASE = "overt.sqlite3"
_opened: set[Path] = set()


def use_home(home: Path) -> None:
    """Make `home` the site of this process and of the processes it starts; before `open_site` only."""
    os.environ["OVERT_HOME"] = str(home)


def set_up_django() -> None:
    """Configure Django from the site's settings; heavy rooms stay unimported."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "overt.cli.django_settings"
    django.setup()


def open_site() -> Path:
    """Return the site folder of this process, ready for use.

    Raises:
        Unusable: there is no site there yet.
    """
    home = home_folder()
    if not (home / "keys").is_dir():
        raise Unusable(f"There is no site in {home}. Make one with `overt init`, or set OVERT_HOME to where it is.")
    set_up_django()
    _opened.add(home)
    return home


def open_sound_site() -> Path:
    """Return the site folder as `open_site`, once its ledger's newest entries fit its tiles and its checkpoint.

    Raises:
        CheckpointRefused: they do not; the sentence says which. Nothing may run on such a ledger.
    """
    home = open_site()
    from overt.ledger.checkpoint import check_start

    check_start(home)
    return home


def publish_ledger(home: Path) -> None:
    """Sign the ledger as it stands and write what is public of it, if it grew."""
    from overt.ledger.checkpoint import sign_checkpoint

    sign_checkpoint(home / "keys", home / "ledger")


def leave_site() -> None:
    """Publish what this command added to the ledger of the site it opened; nothing when it opened none."""
    for home in _opened:
        from overt.ledger.checkpoint import unpublished

        if unpublished(home) > 0:
            publish_ledger(home)


def child_command(*arguments: str) -> list[str]:
    """Return the command line of another `overt` process with this interpreter."""
    return [sys.executable, "-m", "overt", *arguments]
