"""Open the site folder for a command: Django's settings, the folder's state, the environment of child processes."""

import os
import sys
from pathlib import Path

import django

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder

DATABASE = "overt.sqlite3"


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
    return home


def child_command(*arguments: str) -> list[str]:
    """Return the command line of another `overt` process with this interpreter."""
    return [sys.executable, "-m", "overt", *arguments]
